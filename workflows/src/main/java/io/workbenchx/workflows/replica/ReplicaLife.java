package io.workbenchx.workflows.replica;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.replica.ReplicaReport.Phase;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Keeps one replica alive until it is told to stop, and reports to the workflow of the run. The body of a replica's workflow. */
public final class ReplicaLife {

    /** A replica that did not come up so many times in a row, and never had before, is given up. */
    public static final int TRIES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONG_LIFE = Duration.ofMinutes(5);
    private static final int STARTS_PER_EXECUTION = 50;

    private final Logger log = Workflow.getLogger(ReplicaLife.class);
    private @Nullable CancellationScope living;
    private boolean stopRequested;

    /** The step that starts a process; everything it needs is on its host afterwards. */
    public interface Start {
        ReplicaProcess process(ReplicaState state);
    }

    /** State with which to continue as new; null when the replica has ended. */
    public @Nullable ReplicaState live(RunContext run, ReplicaTerms terms, Start start, ReplicaState carried) {
        ReplicaState state = carried;
        for (int starts = 0; !stopRequested; starts++) {
            if (starts == STARTS_PER_EXECUTION) {
                return state;
            }
            state = place(run, state);
            if (stopRequested) {
                break;
            }
            long began = Workflow.currentTimeMillis();
            Life life = new Life(state.started());
            ReplicaEnd end = once(run, terms, start, life);
            if (!end.hostGone()) {
                release(run, terms, life.state);
            }
            if (stopRequested) {
                state = life.state;
                break;
            }
            boolean livedLong = Workflow.currentTimeMillis() - began > LONG_LIFE.toMillis();
            state = life.state.failed(livedLong).on(end.hostGone() ? null : life.state.host());
            if (end.code() != null || hopeless(terms, state)) {
                report(run, state, Phase.FAILED, end.code(), told(state, end));
                return null;
            }
            report(run, state, Phase.RESTARTING, null, end.reason());
            pause(state.failures());
        }
        report(run, state, Phase.STOPPED, null, null);
        return null;
    }

    /** Ends it: by cancelling the step it is in. */
    public void stop() {
        stopRequested = true;
        if (living != null) {
            living.cancel();
        }
    }

    /** State that changes while one process lives. */
    private static final class Life {
        private ReplicaState state;

        private Life(ReplicaState state) {
            this.state = state;
        }
    }

    /** One process from start to end. */
    private ReplicaEnd once(RunContext run, ReplicaTerms terms, Start start, Life life) {
        ReplicaExit[] exit = new ReplicaExit[1];
        living = Workflow.newCancellationScope(() -> {
            ReplicaState state = life.state;
            ReplicaProcess process = start.process(state);
            exit[0] = ReplicaOptions.comingUp(state.host()).awaitHealthy(run, terms, process);
            if (exit[0] == null) {
                life.state = state.healthy();
                report(run, life.state, Phase.HEALTHY, null, null);
                exit[0] = ReplicaOptions.watching(state.host()).watchReplica(run, terms, process);
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

    private static ReplicaState place(RunContext run, ReplicaState state) {
        return state.host() != null
                ? state
                : state.on(ReplicaOptions.placement().chooseReplicaHost(run));
    }

    /** Whatever happened before, and whoever was cancelled: nothing of the process stays on its host, if that answers. */
    private void release(RunContext run, ReplicaTerms terms, ReplicaState state) {
        try {
            Workflow.newDetachedCancellationScope(
                            () -> ReplicaOptions.releasing(state.host()).releaseReplica(run, terms, state.ordinal()))
                    .run();
        } catch (ActivityFailure failure) {
            log.warn("What replica {} left could not be removed", state.ordinal(), failure);
        }
    }

    private static boolean hopeless(ReplicaTerms terms, ReplicaState state) {
        Integer most = terms.mostCrashes();
        return state.served() ? most != null && state.failures() >= most : state.failures() >= TRIES;
    }

    private void pause(int failures) {
        long seconds = Math.min(LONGEST_PAUSE.toSeconds(), FIRST_PAUSE.toSeconds() << Math.min(failures - 1, 10));
        Workflow.await(Duration.ofSeconds(seconds), () -> stopRequested);
    }

    private static String told(ReplicaState state, ReplicaEnd end) {
        if (end.code() != null) {
            return end.reason();
        }
        return "Replica " + state.ordinal()
                + (state.served()
                        ? " crashed " + state.failures() + " times in a row. "
                        : " did not become healthy in " + state.failures() + " starts. ")
                + end.reason();
    }

    /** A run that is gone needs no replica. */
    private void report(
            RunContext run, ReplicaState state, Phase phase, @Nullable FailureCode code, @Nullable String reason) {
        try {
            Workflow.newDetachedCancellationScope(() -> Workflow.newExternalWorkflowStub(
                                    ReplicaOwner.class, run.workflowId())
                            .replicaChanged(new ReplicaReport(state.ordinal(), phase, state.restarts(), code, reason)))
                    .run();
        } catch (ApplicationFailure | SignalExternalWorkflowException gone) {
            log.info("The run of replica {} has ended", state.ordinal());
            stop();
        }
    }
}
