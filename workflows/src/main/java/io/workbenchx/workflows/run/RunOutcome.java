package io.workbenchx.workflows.run;

import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param state a terminal state
 * @param code why, unless it succeeded
 * @param message readable reason, unless it succeeded
 * @param result what the workflow returned, when it succeeded; serialised as JSON into the run row
 */
public record RunOutcome(
        RunState state,
        @Nullable FailureCode code,
        @Nullable String message,
        @Nullable Object result) {

    public static RunOutcome succeeded(@Nullable Object result) {
        return new RunOutcome(RunState.SUCCEEDED, null, null, result);
    }

    /** The terminal state follows from the code: cancel, time-out and exhausted budget have their own. */
    public static RunOutcome failed(FailureCode code, String message) {
        RunState state = switch (code) {
            case CANCELLED -> RunState.CANCELLED;
            case TIMED_OUT -> RunState.TIMED_OUT;
            case BUDGET_EXHAUSTED -> RunState.OUT_OF_BUDGET;
            default -> RunState.FAILED;
        };
        return new RunOutcome(state, code, message, null);
    }
}
