package io.workbenchx.workflows.run;

import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.approval.ApprovalRequest;
import io.workbenchx.workflows.approval.ApprovalStanding;
import io.workbenchx.workflows.approval.WaitForApproval;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the body of every run workflow, so that each ends with exactly one recorded outcome whatever happens: success, a typed failure,
 * cancellation, a time-out or a programming error. The outcome is written in a detached scope (a workflow that was asked to cancel closes
 * as Canceled and would lose its result) and a failure is rethrown, so that Temporal shows the truth too.
 */
public final class GovernedRun {

    private static final LocalActivityOptions RECORD = LocalActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(200))
                    .setMaximumInterval(Duration.ofSeconds(10))
                    .build())
            .build();

    private GovernedRun() {}

    /** Waits for the approvals the run needs, runs the body and records its outcome; returns what the body returned. */
    public static <R extends @Nullable Object> R govern(RunContext run, Functions.Func<R> body) {
        RunActivities activities = Workflow.newLocalActivityStub(RunActivities.class, RECORD);
        try {
            if (run.gated()) {
                require(WaitForApproval.until(run.runId(), WaitForApproval.START));
            }
            R result = body.apply();
            finish(activities, run, RunOutcome.succeeded(result));
            return result;
        } catch (RuntimeException failure) {
            finish(activities, run, outcomeOf(failure));
            if (failure instanceof WorkbenchException typed) {
                throw ApplicationFailure.newNonRetryableFailureWithCause(
                        typed.reason(), typed.code().name(), typed);
            }
            throw failure;
        }
    }

    /**
     * A step of a body that goes on only when people have said yes.
     *
     * @throws WorkbenchException APPROVAL_REFUSED
     */
    public static void awaitApproval(RunContext run, ApprovalRequest request) {
        require(WaitForApproval.ask(run.runId(), request));
    }

    private static void require(ApprovalStanding standing) {
        if (standing.state() != ApprovalStanding.State.APPROVED) {
            throw new WorkbenchException(FailureCode.APPROVAL_REFUSED, String.valueOf(standing.message()));
        }
    }

    private static void finish(RunActivities activities, RunContext run, RunOutcome outcome) {
        Workflow.newDetachedCancellationScope(() -> activities.finishRun(run, outcome))
                .run();
    }

    /** The typed reason inside a Temporal failure: the innermost one that says something. */
    static RunOutcome outcomeOf(RuntimeException failure) {
        Throwable cause = failure;
        while ((cause instanceof ActivityFailure || cause instanceof ChildWorkflowFailure)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof WorkbenchException typed) {
            return RunOutcome.failed(typed.code(), typed.reason());
        }
        if (cause instanceof CanceledFailure) {
            return RunOutcome.failed(FailureCode.CANCELLED, "The run was cancelled.");
        }
        if (cause instanceof TimeoutFailure timeout) {
            return RunOutcome.failed(
                    FailureCode.TIMED_OUT, "A step did not end in time (" + timeout.getTimeoutType() + ").");
        }
        if (cause instanceof ApplicationFailure application) {
            return RunOutcome.failed(FailureCode.of(application.getType()), application.getOriginalMessage());
        }
        return RunOutcome.failed(FailureCode.INTERNAL, String.valueOf(cause.getMessage()));
    }
}
