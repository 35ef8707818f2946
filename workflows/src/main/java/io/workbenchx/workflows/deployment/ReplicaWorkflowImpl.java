package io.workbenchx.workflows.deployment;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.deployment.ReplicaReport.Phase;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

public class ReplicaWorkflowImpl implements ReplicaWorkflow {

    /** A deployment whose replica did not come up so many times in a row has failed. */
    static final int TRIES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONG_LIFE = Duration.ofMinutes(5);
    private static final int STARTS_PER_EXECUTION = 50;

    private final Logger log = Workflow.getLogger(ReplicaWorkflowImpl.class);
    private @Nullable CancellationScope living;
    private boolean stopRequested;

    @Override
    public void run(RunContext run, DeploymentSpec spec, ReplicaState carried) {
        ReplicaState state = carried;
        for (int starts = 0; !stopRequested; starts++) {
            if (starts == STARTS_PER_EXECUTION) {
                Workflow.continueAsNew(run, spec, state);
            }
            state = place(run, state);
            if (stopRequested) {
                break;
            }
            long began = Workflow.currentTimeMillis();
            Life life = new Life(state.started());
            ReplicaEnd end = live(run, spec, life);
            if (!end.hostGone()) {
                release(run, spec, life.state);
            }
            if (stopRequested) {
                state = life.state;
                break;
            }
            boolean livedLong = Workflow.currentTimeMillis() - began > LONG_LIFE.toMillis();
            state = life.state.failed(livedLong).on(end.hostGone() ? null : life.state.host());
            if (end.code() != null || (!state.served() && state.failures() >= TRIES)) {
                report(run, state, Phase.FAILED, end.code(), told(state, end));
                return;
            }
            report(run, state, Phase.RESTARTING, null, end.reason());
            pause(state.failures());
        }
        report(run, state, Phase.STOPPED, null, null);
    }

    /** State that changes while one process lives. */
    private static final class Life {
        private ReplicaState state;

        private Life(ReplicaState state) {
            this.state = state;
        }
    }

    /** One process from start to end; a stop ends it by cancelling the step it is in. */
    private ReplicaEnd live(RunContext run, DeploymentSpec spec, Life life) {
        ReplicaExit[] exit = new ReplicaExit[1];
        living = Workflow.newCancellationScope(() -> {
            ReplicaState state = life.state;
            ReplicaProcess process =
                    DeploymentOptions.starting(state.host()).startReplica(run, spec, state.ordinal(), state.starts());
            exit[0] = DeploymentOptions.comingUp(state.host()).awaitHealthy(run, spec, process);
            if (exit[0] == null) {
                life.state = state.healthy();
                report(run, life.state, Phase.HEALTHY, null, null);
                exit[0] = DeploymentOptions.watching(state.host()).watchReplica(run, spec, process);
            }
        });
        try {
            living.run();
            return ReplicaEnd.told(exit[0].reason());
        } catch (TemporalFailure failure) {
            ReplicaEnd end = ReplicaEnd.of(failure);
            stopRequested |= end.stopped();
            return end;
        } finally {
            living = null;
        }
    }

    private ReplicaState place(RunContext run, ReplicaState state) {
        return state.host() != null
                ? state
                : state.on(DeploymentOptions.placement().chooseReplicaHost(run));
    }

    /** Whatever happened before, and whoever was cancelled: nothing of the process stays on its host, if that answers. */
    private void release(RunContext run, DeploymentSpec spec, ReplicaState state) {
        try {
            Workflow.newDetachedCancellationScope(
                            () -> DeploymentOptions.releasing(state.host()).releaseReplica(run, spec, state.ordinal()))
                    .run();
        } catch (ActivityFailure failure) {
            log.warn("What replica {} left could not be removed", state.ordinal(), failure);
        }
    }

    private void pause(int failures) {
        long seconds = Math.min(LONGEST_PAUSE.toSeconds(), FIRST_PAUSE.toSeconds() << Math.min(failures - 1, 10));
        Workflow.await(Duration.ofSeconds(seconds), () -> stopRequested);
    }

    private static String told(ReplicaState state, ReplicaEnd end) {
        return end.code() != null
                ? end.reason()
                : "Replica " + state.ordinal() + " did not become healthy in " + state.failures() + " starts. "
                        + end.reason();
    }

    /** A deployment that is gone needs no replica. */
    private void report(
            RunContext run, ReplicaState state, Phase phase, @Nullable FailureCode code, @Nullable String reason) {
        try {
            Workflow.newDetachedCancellationScope(() -> Workflow.newExternalWorkflowStub(
                                    DeploymentWorkflow.class, run.workflowId())
                            .replicaChanged(new ReplicaReport(state.ordinal(), phase, state.restarts(), code, reason)))
                    .run();
        } catch (ApplicationFailure | SignalExternalWorkflowException gone) {
            log.info("The deployment of replica {} has ended", state.ordinal());
            stop();
        }
    }

    @Override
    public void stop() {
        stopRequested = true;
        if (living != null) {
            living.cancel();
        }
    }
}
