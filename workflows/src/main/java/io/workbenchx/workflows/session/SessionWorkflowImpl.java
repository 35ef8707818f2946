package io.workbenchx.workflows.session;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.GovernedRun;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.session.SessionProgress.Phase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

public class SessionWorkflowImpl implements SessionWorkflow {

    private final Logger log = Workflow.getLogger(SessionWorkflowImpl.class);
    private Phase phase = Phase.PREPARING;
    private final Instant begun = now();
    private Instant expiresAt;
    private @Nullable String host;
    private boolean stopRequested;

    @WorkflowInit
    public SessionWorkflowImpl(RunContext run, SessionSpec spec) {
        expiresAt = begun.plus(spec.expiry());
    }

    @Override
    public SessionResult run(RunContext run, SessionSpec spec) {
        return GovernedRun.govern(run, () -> hold(run, spec));
    }

    private SessionResult hold(RunContext run, SessionSpec spec) {
        String chosen = SessionOptions.placement().openSession(run, spec);
        host = chosen;
        SessionEnding ending;
        try {
            ending = live(run, spec, chosen);
        } catch (RuntimeException failure) {
            end(run, spec, chosen, endingOf(failure));
            throw failure;
        }
        return new SessionResult(spec.name(), ending, end(run, spec, chosen, ending));
    }

    /** A cancel may be told by the engine, or by a step that heard of it first. */
    private static SessionEnding endingOf(RuntimeException failure) {
        boolean cancelled = failure instanceof CanceledFailure
                || (failure.getCause() instanceof ApplicationFailure told
                        && FailureCode.of(told.getType()) == FailureCode.CANCELLED);
        return cancelled ? SessionEnding.CANCELLED : SessionEnding.FAILED;
    }

    /** From the first step until somebody or something ends it; a stop ends it by cancelling the step it is in. */
    private SessionEnding live(RunContext run, SessionSpec spec, String chosen) {
        CancellationScope[] scope = new CancellationScope[1];
        Promise<?>[] life = new Promise<?>[1];
        scope[0] = Workflow.newCancellationScope(() -> life[0] = Async.procedure(() -> serve(run, spec, chosen)));
        scope[0].run();
        try {
            awaitEnd(run, life[0]);
        } catch (CanceledFailure cancelled) {
            settle(life[0]);
            throw cancelled;
        }
        if (life[0].isCompleted()) {
            life[0].get();
            return SessionEnding.IDLE;
        }
        scope[0].cancel();
        settle(life[0]);
        return stopRequested ? SessionEnding.STOPPED : SessionEnding.EXPIRED;
    }

    private void serve(RunContext run, SessionSpec spec, String chosen) {
        SessionOptions.preparing(chosen).prepareSession(run, spec);
        phase = Phase.STARTING;
        SessionOptions.starting(chosen).startSession(run, spec);
        phase = Phase.READY;
        SessionOptions.watching(chosen).watchSession(run, spec);
    }

    /** Also returns when its time is over, as it is by then. */
    private void awaitEnd(RunContext run, Promise<?> life) {
        while (!life.isCompleted() && !stopRequested && now().isBefore(expiresAt)) {
            Instant until = expiresAt;
            SessionOptions.control().noteExpiry(run, until);
            Workflow.await(
                    Duration.between(now(), until),
                    () -> life.isCompleted() || stopRequested || !expiresAt.equals(until));
        }
    }

    /** Nothing of it is saved before its last step is over; how that ended does not matter any more. */
    private void settle(Promise<?> life) {
        try {
            life.get();
        } catch (TemporalFailure ended) {
            log.debug("The session's last step ended: {}", ended.getMessage());
        }
    }

    /** Whatever happened, and whoever was cancelled: what the person made is kept, and nothing stays behind. */
    private @Nullable SavedWorkspace end(RunContext run, SessionSpec spec, String chosen, SessionEnding ending) {
        SavedWorkspace[] saved = new SavedWorkspace[1];
        phase = Phase.SAVING;
        Workflow.newDetachedCancellationScope(() -> {
                    try {
                        saved[0] = SessionOptions.releasing(chosen).releaseSession(run, spec);
                    } catch (ActivityFailure failure) {
                        throw hostGone(failure) ? lost(chosen) : failure;
                    } finally {
                        SessionOptions.control().closeSession(run, spec, ending);
                        phase = Phase.ENDED;
                    }
                })
                .run();
        return saved[0];
    }

    private static boolean hostGone(ActivityFailure failure) {
        return failure.getCause() instanceof TimeoutFailure;
    }

    private static WorkbenchException lost(String host) {
        return new WorkbenchException(
                FailureCode.WORKLOAD_LOST,
                "The host " + host
                        + " of the session did not come back in time: what was not saved before is still there, and nowhere else.");
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    @Override
    public void stop() {
        stopRequested = true;
    }

    @Override
    public SessionExtension extend(Duration by) {
        if (stopRequested || phase.ordinal() >= Phase.SAVING.ordinal()) {
            return refused(FailureCode.CONFLICT, "The session is ending: resume it instead.");
        }
        if (by.isNegative() || by.isZero()) {
            return refused(FailureCode.SPEC_INVALID, "A session is extended by more than nothing, such as PT2H.");
        }
        if (by.compareTo(SessionSpec.LONGEST) > 0 || expiresAt.plus(by).isAfter(begun.plus(SessionSpec.LONGEST))) {
            return refused(FailureCode.SPEC_INVALID, "A session lives at most 7 days: resume it afterwards.");
        }
        expiresAt = expiresAt.plus(by);
        return new SessionExtension(expiresAt, null, null);
    }

    private SessionExtension refused(FailureCode code, String why) {
        return new SessionExtension(expiresAt, code, why);
    }

    @Override
    public SessionProgress progress() {
        return new SessionProgress(phase, host, expiresAt);
    }
}
