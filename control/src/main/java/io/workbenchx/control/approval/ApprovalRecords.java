package io.workbenchx.control.approval;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.DatabaseConfiguration;
import io.workbenchx.control.approval.Approval.State;
import io.workbenchx.control.approval.Approval.Verdict;
import io.workbenchx.control.identity.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The functions of the database that write approvals, one call and one commit each. What they answer is kept whatever the caller makes of
 * it: a decision that came too late still leaves the approval expired.
 */
@Component
class ApprovalRecords {

    private final JdbcClient functions;

    ApprovalRecords(@Qualifier(DatabaseConfiguration.FUNCTIONS) JdbcClient functions) {
        this.functions = functions;
    }

    /** What came of a decision. */
    enum Outcome {
        DECIDED,
        UNKNOWN,
        REQUESTER,
        ROLE,
        TWICE,
        CLOSED,
        EXPIRED
    }

    /**
     * @param state of the approval now; null when there is none
     */
    record Decided(Outcome outcome, @Nullable State state) {}

    /**
     * @param digest of what was asked; of the approval that decides, when there are several
     * @param reason why not, as far as somebody gave one
     */
    record Standing(
            State state,
            @Nullable Instant expiresAt,
            @Nullable String digest,
            @Nullable String reason) {}

    /** Asked for outside of admission. */
    record Question(
            UUID projectId,
            @Nullable UUID runId,
            String step,
            String gate,
            int policyVersion,
            String action,
            String subject,
            String digest,
            String document,
            String change,
            String role,
            int approvers,
            Duration expires) {}

    /** An entered question, or the one that was there. */
    record Asked(UUID id, State state) {}

    Decided decide(Caller caller, UUID approval, Verdict verdict, String reason) {
        return functions
                .sql("select * from ops.decide_approval(?, ?, ?, ?, ?)")
                .params(approval, caller.userId(), caller.name(), verdict.name(), reason)
                .query((row, n) -> new Decided(
                        Outcome.valueOf(row.getString("outcome")),
                        row.getString("state") == null ? null : State.valueOf(row.getString("state"))))
                .single();
    }

    Standing await(UUID run, String step) {
        return functions
                .sql("select * from ops.await_approvals(?, ?)")
                .params(run, step)
                .query((row, n) -> {
                    OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
                    return new Standing(
                            State.valueOf(row.getString("state")),
                            expires == null ? null : expires.toInstant(),
                            row.getString("digest"),
                            row.getString("reason"));
                })
                .single();
    }

    Asked ask(UUID userId, String actor, Question question) {
        return functions
                .sql("select id, state from ops.ask_approval(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .param(UuidCreator.getTimeOrderedEpoch())
                .param(question.projectId())
                .param(question.runId())
                .params(
                        question.step(),
                        question.gate(),
                        question.policyVersion(),
                        question.action(),
                        question.subject(),
                        question.digest(),
                        question.document(),
                        question.change(),
                        userId,
                        actor,
                        question.role(),
                        question.approvers(),
                        Math.toIntExact(question.expires().toSeconds()))
                .query((row, n) -> new Asked(row.getObject("id", UUID.class), State.valueOf(row.getString("state"))))
                .single();
    }

    /** False when it is not good for this content, or was used by somebody else just now. */
    boolean use(UUID approval, String digest) {
        return functions
                .sql("select ops.use_approval(?, ?)")
                .params(approval, digest)
                .query(Boolean.class)
                .single();
    }
}
