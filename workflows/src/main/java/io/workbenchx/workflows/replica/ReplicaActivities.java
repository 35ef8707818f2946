package io.workbenchx.workflows.replica;

import io.temporal.activity.ActivityInterface;
import io.workbenchx.workflows.run.RunContext;
import org.jspecify.annotations.Nullable;

/**
 * Steps in the life of a replica that are the same whatever it serves. But for the first they run on the queue of its host. All may be repeated,
 * also by another worker of the host.
 */
@ActivityInterface
public interface ReplicaActivities {

    /** Names the host of a worker that has a runner; any worker can answer. */
    String chooseReplicaHost(RunContext run);

    /** Waits until the replica answers its health check several times in a row; returns why when it does not, else null. */
    @Nullable ReplicaExit awaitHealthy(RunContext run, ReplicaTerms terms, ReplicaProcess process);

    /** Watches the process: health, output, usage. Returns when it is gone or had to be killed. */
    ReplicaExit watchReplica(RunContext run, ReplicaTerms terms, ReplicaProcess process);

    /** Stops what runs under this ordinal, giving requests under way their time, and removes what it left. Also after cancel and failure. */
    void releaseReplica(RunContext run, ReplicaTerms terms, int ordinal);
}
