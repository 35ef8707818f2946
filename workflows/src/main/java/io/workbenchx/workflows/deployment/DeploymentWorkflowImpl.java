package io.workbenchx.workflows.deployment;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.deployment.DeploymentResult.Ending;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.GovernedRun;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

public class DeploymentWorkflowImpl implements DeploymentWorkflow {

    /** Far below the engine's own limit, so that a history stays quick to replay. */
    private static final int LONG_HISTORY = 2_000;

    private static final int START_TRIES = 30;

    /** Beyond drain and grace, after which replicas that do not answer are left to stop by themselves. */
    private static final Duration STOP = Duration.ofMinutes(3);

    private final Logger log = Workflow.getLogger(DeploymentWorkflowImpl.class);
    private final DeploymentActivities control = DeploymentOptions.control();
    private final Replicas replicas = new Replicas(0);
    private final Set<Integer> stopping = new TreeSet<>();
    private boolean routed;
    private boolean stopRequested;
    private @Nullable UUID replacedBy;

    @Override
    public DeploymentResult run(RunContext run, DeploymentSpec spec, @Nullable CarriedDeployment carried) {
        if (carried == null) {
            replicas.want(spec.replicas());
        } else {
            replicas.resume(carried);
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
        startMissing(run, spec);
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
                    || !replicas.missing().isEmpty()
                    || !stopping.containsAll(replicas.surplus())
                    || replicas.healthy() != healthy
                    || historyIsLong());
            throwFailure(spec);
            if (ending()) {
                return;
            }
            stopSurplus(run);
            startMissing(run, spec);
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
        replicas.living().forEach(ordinal -> stopReplica(run, ordinal));
        if (!Workflow.await(STOP, () -> replicas.living().isEmpty())) {
            log.warn("Replicas {} of {} did not report their end", replicas.living(), run.runId());
        }
        control.endDeployment(run, spec, ending);
    }

    private void startMissing(RunContext run, DeploymentSpec spec) {
        for (int ordinal : replicas.missing()) {
            stopping.remove(ordinal);
            replicas.starting(ordinal);
            // Outside the cancellation of this run: a replica ends by signal, after the route has moved.
            Workflow.newDetachedCancellationScope(() -> startReplica(run, spec, ordinal))
                    .run();
        }
    }

    /** A replica of the same number that was just stopped may need a moment to be gone. */
    private void startReplica(RunContext run, DeploymentSpec spec, int ordinal) {
        for (int tries = 1; ; tries++) {
            ReplicaWorkflow replica = DeploymentOptions.replica(run, ordinal);
            Promise<Void> end = Async.procedure(replica::run, run, spec, ReplicaState.fresh(ordinal, routed));
            try {
                Workflow.getWorkflowExecution(replica).get();
                end.exceptionally(failure -> {
                    replicas.report(lost(ordinal, failure));
                    return null;
                });
                return;
            } catch (ChildWorkflowFailure occupied) {
                if (tries == START_TRIES) {
                    throw occupied;
                }
                Workflow.sleep(Duration.ofSeconds(1));
            }
        }
    }

    /** The report a replica would have sent had its workflow not been ended from outside. */
    private static ReplicaReport lost(int ordinal, Throwable failure) {
        String reason = "The workflow of replica " + ordinal + " ended unexpectedly: " + failure.getMessage();
        return new ReplicaReport(ordinal, ReplicaReport.Phase.FAILED, 0, FailureCode.INTERNAL, reason);
    }

    private void stopSurplus(RunContext run) {
        replicas.surplus().stream().filter(stopping::add).forEach(ordinal -> stopReplica(run, ordinal));
    }

    private void stopReplica(RunContext run, int ordinal) {
        try {
            Workflow.newExternalWorkflowStub(ReplicaWorkflow.class, ReplicaWorkflow.workflowId(run, ordinal))
                    .stop();
        } catch (ApplicationFailure | SignalExternalWorkflowException gone) {
            replicas.report(new ReplicaReport(ordinal, ReplicaReport.Phase.STOPPED, 0, null, "gone"));
        }
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
