package io.workbenchx.workflows.approval;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the approvals of a step stand.
 *
 * @param message why the step must not go on, for people; null unless it is REFUSED
 * @param expiresAt when a PENDING one counts as rejected
 */
public record ApprovalStanding(
        State state, @Nullable String message, @Nullable Instant expiresAt) {

    /** Only APPROVED lets a step go on. */
    public enum State {
        PENDING,
        APPROVED,
        REFUSED
    }

    public static ApprovalStanding approved() {
        return new ApprovalStanding(State.APPROVED, null, null);
    }

    public static ApprovalStanding pending(Instant expiresAt) {
        return new ApprovalStanding(State.PENDING, null, expiresAt);
    }

    public static ApprovalStanding refused(String message) {
        return new ApprovalStanding(State.REFUSED, message, null);
    }
}
