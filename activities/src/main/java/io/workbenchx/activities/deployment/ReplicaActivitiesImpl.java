package io.workbenchx.activities.deployment;

import io.workbenchx.activities.run.RunLedger;
import io.workbenchx.control.deployment.ReplicaRecords;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.deployment.ReplicaActivities;
import io.workbenchx.workflows.deployment.ReplicaExit;
import io.workbenchx.workflows.deployment.ReplicaProcess;
import io.workbenchx.workflows.run.RunContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Steps of a replica on its host. */
@Component
public class ReplicaActivitiesImpl implements ReplicaActivities {

    private final ReplicaStart start;
    private final ReplicaWatch watch;
    private final Runner runner;
    private final RunLedger ledger;
    private final ReplicaRecords records;

    ReplicaActivitiesImpl(
            ReplicaStart start, ReplicaWatch watch, Runner runner, RunLedger ledger, ReplicaRecords records) {
        this.start = start;
        this.watch = watch;
        this.runner = runner;
        this.ledger = ledger;
        this.records = records;
    }

    @Override
    public ReplicaProcess startReplica(RunContext run, DeploymentSpec spec, int ordinal, int starts) {
        return start.start(run, spec, ordinal, starts);
    }

    @Override
    public @Nullable ReplicaExit awaitHealthy(RunContext run, DeploymentSpec spec, ReplicaProcess process) {
        return watch.untilHealthy(run, spec, process);
    }

    @Override
    public ReplicaExit watchReplica(RunContext run, DeploymentSpec spec, ReplicaProcess process) {
        return watch.untilEnd(run, spec, process);
    }

    @Override
    public void releaseReplica(RunContext run, DeploymentSpec spec, int ordinal) {
        runner.find(run.runId(), ReplicaProcess.workloadName(ordinal)).ifPresent(workload -> {
            ReplicaProcess process = new ReplicaProcess(ordinal, "", workload.attempt());
            release(run, process, workload);
        });
    }

    private void release(RunContext run, ReplicaProcess process, WorkloadHandle workload) {
        ReplicaSession session = new ReplicaSession(run, process, workload, runner, ledger, records);
        session.stop();
        session.mark(ReplicaRecords.State.STOPPED, "Stopped.");
        runner.remove(workload);
    }
}
