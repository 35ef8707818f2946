package io.workbenchx.workflows.deployment;

import io.temporal.activity.ActivityInterface;
import io.workbenchx.workflows.run.RunContext;
import org.jspecify.annotations.Nullable;

/** Steps on the host of a replica; they run on that host's queue. All may be repeated, also by another worker of the host. */
@ActivityInterface
public interface ReplicaActivities {

    /** Makes model and runtime available on the host, proves both, and starts the server; a living one is kept. */
    ReplicaProcess startReplica(RunContext run, DeploymentSpec spec, int ordinal, int start);

    /** Waits until the replica answers its health check several times in a row; returns why when it does not, else null. */
    @Nullable ReplicaExit awaitHealthy(RunContext run, DeploymentSpec spec, ReplicaProcess process);

    /** Watches the process: health, output, usage. Returns when it is gone or had to be killed. */
    ReplicaExit watchReplica(RunContext run, DeploymentSpec spec, ReplicaProcess process);

    /** Stops what runs under this ordinal, giving requests under way their time, and removes what it left. Also after cancel and failure. */
    void releaseReplica(RunContext run, DeploymentSpec spec, int ordinal);
}
