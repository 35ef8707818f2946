package io.workbenchx.activities.replica;

import io.workbenchx.activities.run.HostName;
import io.workbenchx.control.replica.ReplicaRecords;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.workflows.replica.ReplicaActivities;
import io.workbenchx.workflows.replica.ReplicaExit;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.replica.ReplicaTerms;
import io.workbenchx.workflows.run.RunContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Steps of a replica on its host. */
@Component
public class ReplicaActivitiesImpl implements ReplicaActivities {

    private final HostName host;
    private final ReplicaWatch watch;
    private final Runner runner;

    ReplicaActivitiesImpl(HostName host, ReplicaWatch watch, Runner runner) {
        this.host = host;
        this.watch = watch;
        this.runner = runner;
    }

    @Override
    public String chooseReplicaHost(RunContext run) {
        return host.value();
    }

    @Override
    public @Nullable ReplicaExit awaitHealthy(RunContext run, ReplicaTerms terms, ReplicaProcess process) {
        return watch.untilHealthy(run, terms, process);
    }

    @Override
    public ReplicaExit watchReplica(RunContext run, ReplicaTerms terms, ReplicaProcess process) {
        return watch.untilEnd(run, terms, process);
    }

    @Override
    public void releaseReplica(RunContext run, ReplicaTerms terms, int ordinal) {
        runner.find(run.runId(), ReplicaProcess.workloadName(ordinal)).ifPresent(workload -> {
            ReplicaProcess process = new ReplicaProcess(ordinal, "", workload.attempt());
            release(run, process, workload);
        });
    }

    private void release(RunContext run, ReplicaProcess process, WorkloadHandle workload) {
        ReplicaSession session = watch.session(run, process, workload);
        session.stop();
        session.mark(ReplicaRecords.State.STOPPED, "Stopped.");
        runner.remove(workload);
    }
}
