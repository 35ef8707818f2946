package io.workbenchx.workflows.run;

/** States of a run: {@code QUEUED → ADMITTED → RUNNING ⇄ WAITING → } a terminal state, which never changes. */
public enum RunState {
    /** Accepted and paid for; waits for a free place in its project. */
    QUEUED,
    /** Handed to the engine. */
    ADMITTED,
    RUNNING,
    /** Waits for a person. */
    WAITING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    TIMED_OUT,
    OUT_OF_BUDGET;

    public boolean terminal() {
        return ordinal() >= SUCCEEDED.ordinal();
    }
}
