package io.workbenchx.workflows.deployment;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.deployment.DeploymentResult.Ending;
import io.workbenchx.workflows.replica.ReplicaReport;
import io.workbenchx.workflows.replica.ReplicaSet;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.GovernedRun;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

public class DeploymentWorkflowImpl implements DeploymentWorkflow {

    /** Far below the engine's own limit, so that a history stays quick to replay. */
    private static final int LONG_HISTORY = 2_000;

    private final Logger log = Workflow.getLogger(DeploymentWorkflowImpl.class);
    private final DeploymentActivities control = DeploymentOptions.control();
    private final ReplicaSet replicas = new ReplicaSet(ReplicaWorkflow.TYPE);
    private boolean routed;
    private boolean stopRequested;
    private @Nullable UUID replacedBy;

    @Override
    public DeploymentResult run(RunContext run, DeploymentSpec spec, @Nullable CarriedDeployment carried) {
        if (carried == null) {
            replicas.want(spec.replicas());
        } else {
            replicas.resume(carried.wanted(), carried.replicas());
            stopRequested |= carried.stopRequested();
            replacedBy = replacedBy == null ? carried.replacedBy() : replacedBy;
            routed = true;
        }
        return GovernedRun.govern(run, () -> deploy(run, spec));
    }

    private DeploymentResult deploy(RunContext run, DeploymentSpec spec) {
        try {
            if (!routed) {
                bringUp(run, spec);
            }
            serve(run, spec);
            Ending ending = replacedBy == null ? Ending.STOPPED : Ending.REPLACED;
            end(run, spec, ending);
            return new DeploymentResult(
                    spec.endpoint(), spec.model(), spec.version(), ending, replacedBy, replicas.restarts());
        } catch (TemporalFailure | WorkbenchException failure) {
            Workflow.newDetachedCancellationScope(() -> end(run, spec, endingOf(failure)))
                    .run();
            throw failure;
        }
    }

    /** Up to the moment the traffic comes here; the old version keeps it when anything fails. */
    private void bringUp(RunContext run, DeploymentSpec spec) {
        if (succeeded(spec, control.openEndpoint(run, spec))) {
            return;
        }
        DeploymentOptions.anywhere().verifyModel(run, spec);
        replicas.startMissing(run, spec, routed);
        Workflow.await(() -> replicas.allHealthy() || replicas.failure().isPresent() || ending());
        throwFailure(spec);
        if (ending()) {
            return;
        }
        EndpointStanding standing = control.switchRoute(run, spec);
        if (succeeded(spec, standing)) {
            return;
        }
        routed = true;
        standing.predecessors().forEach(predecessor -> tell(run, predecessor));
    }

    /** Whether a newer deployment has taken the endpoint: an orderly end for a run that once served it, a failure for one that never did. */
    private boolean succeeded(DeploymentSpec spec, EndpointStanding standing) {
        if (standing.successor() == null) {
            return false;
        }
        if (!standing.served()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The newer deployment " + standing.successor() + " serves the endpoint " + spec.endpoint()
                            + " already: deploy again to replace it.");
        }
        replacedBy = standing.successor();
        return true;
    }

    private void serve(RunContext run, DeploymentSpec spec) {
        while (!ending()) {
            show(spec);
            long healthy = replicas.healthy();
            Workflow.await(() -> ending()
                    || replicas.failure().isPresent()
                    || replicas.unbalanced()
                    || replicas.healthy() != healthy
                    || historyIsLong());
            throwFailure(spec);
            if (ending()) {
                return;
            }
            replicas.stopSurplus(run);
            replicas.startMissing(run, spec, routed);
            if (historyIsLong()) {
                Workflow.await(Workflow::isEveryHandlerFinished);
                Workflow.continueAsNew(
                        run, spec, new CarriedDeployment(replicas.wanted(), replicas.all(), stopRequested, replacedBy));
            }
        }
    }

    private void end(RunContext run, DeploymentSpec spec, Ending ending) {
        control.closeRoute(run, spec);
        if (routed && !spec.drain().isZero()) {
            Workflow.sleep(spec.drain());
        }
        replicas.stopAll(run);
        control.endDeployment(run, spec, ending);
    }

    private void tell(RunContext run, UUID predecessor) {
        String workflowId = run.project() + "/" + RunKind.DEPLOYMENT.wireName() + "/" + predecessor;
        try {
            Workflow.newExternalWorkflowStub(DeploymentWorkflow.class, workflowId)
                    .replaced(run.runId());
        } catch (ApplicationFailure | SignalExternalWorkflowException gone) {
            log.info("The deployment {} replaced by {} had ended before", predecessor, run.runId());
        }
    }

    private void throwFailure(DeploymentSpec spec) {
        replicas.failure().ifPresent(report -> {
            FailureCode code = report.code() == null ? FailureCode.UNHEALTHY : report.code();
            throw new WorkbenchException(code, "Endpoint " + spec.endpoint() + ": " + report.reason());
        });
    }

    private static Ending endingOf(RuntimeException failure) {
        return failure instanceof CanceledFailure ? Ending.CANCELLED : Ending.FAILED;
    }

    private boolean ending() {
        return stopRequested || replacedBy != null;
    }

    private static boolean historyIsLong() {
        return Workflow.getInfo().isContinueAsNewSuggested()
                || Workflow.getInfo().getHistoryLength() > LONG_HISTORY;
    }

    private void show(DeploymentSpec spec) {
        Workflow.setCurrentDetails(spec.endpoint() + ": " + replicas.healthy() + " of " + replicas.wanted()
                + " replicas healthy, " + replicas.restarts() + " restarts");
    }

    @Override
    public void replicaChanged(ReplicaReport report) {
        replicas.report(report);
    }

    @Override
    public void replaced(UUID byRun) {
        replacedBy = byRun;
    }

    @Override
    public void stop() {
        stopRequested = true;
    }

    @Override
    public int scale(int wanted) {
        replicas.want(wanted);
        return wanted;
    }

    @Override
    public void checkScale(int wanted) {
        DeploymentSpec.requireReplicas(wanted);
        if (ending()) {
            throw new WorkbenchException(FailureCode.CONFLICT, "The deployment is ending: deploy again instead.");
        }
    }

    @Override
    public DeploymentProgress progress() {
        return new DeploymentProgress(replicas.wanted(), replicas.all(), routed);
    }
}
