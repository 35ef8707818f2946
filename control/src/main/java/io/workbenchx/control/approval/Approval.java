package io.workbenchx.control.approval;

import io.workbenchx.control.identity.MemberRole;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something people are asked to approve.
 *
 * @param runId run that waits, or to whose record it belongs
 * @param step of that run, {@code start} before its work begins
 * @param gate of the policy that demands it; empty when a step asks by itself
 * @param action wire name, such as {@code deployment}
 * @param digest sha256 of the document: exactly this is approved, and nothing else
 * @param change what differs from what was approved or deployed before
 * @param role weakest membership that may decide
 * @param approvers how many must approve
 */
public record Approval(
        UUID id,
        UUID projectId,
        String project,
        @Nullable UUID runId,
        String step,
        String gate,
        int policyVersion,
        String action,
        String subject,
        String digest,
        String document,
        String change,
        UUID requesterId,
        String requester,
        MemberRole role,
        int approvers,
        State state,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant closedAt,
        @Nullable Instant usedAt,
        List<Decision> decisions) {

    public Approval {
        decisions = List.copyOf(decisions);
    }

    /** A state other than PENDING never changes. */
    public enum State {
        PENDING,
        APPROVED,
        REJECTED,
        EXPIRED,
        CANCELLED
    }

    /** What somebody can say. */
    public enum Verdict {
        APPROVE,
        REJECT
    }

    /** What somebody said. */
    public record Decision(String by, Verdict verdict, String reason, Instant at) {}
}
