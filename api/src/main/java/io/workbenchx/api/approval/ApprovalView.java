package io.workbenchx.api.approval;

import io.workbenchx.control.approval.Approval;
import io.workbenchx.control.approval.Approval.Decision;
import io.workbenchx.control.approval.Approval.State;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.run.CanonicalJson;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An approval as clients see it.
 *
 * @param run that waits, or to whose record it belongs
 * @param digest sha256 of the document as canonical JSON (RFC 8785)
 * @param change what differs from what was approved or deployed before, line by line
 * @param approvers how many must approve
 */
public record ApprovalView(
        UUID id,
        String project,
        @Nullable UUID run,
        String step,
        String gate,
        int policyVersion,
        String action,
        String subject,
        String digest,
        JsonNode document,
        List<String> change,
        String requester,
        MemberRole role,
        int approvers,
        State state,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant closedAt,
        List<Decision> decisions) {

    static ApprovalView of(Approval approval, CanonicalJson json) {
        return new ApprovalView(
                approval.id(),
                approval.project(),
                approval.runId(),
                approval.step(),
                approval.gate(),
                approval.policyVersion(),
                approval.action(),
                approval.subject(),
                approval.digest(),
                json.read(approval.document()),
                approval.change().lines().toList(),
                approval.requester(),
                approval.role(),
                approval.approvers(),
                approval.state(),
                approval.createdAt(),
                approval.expiresAt(),
                approval.closedAt(),
                approval.decisions());
    }
}
