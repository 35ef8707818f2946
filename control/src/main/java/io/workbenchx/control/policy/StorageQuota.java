package io.workbenchx.control.policy;

import io.workbenchx.control.policy.Ruling.Breach;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** How much a project, and each of its members, may keep in artifacts and dataset versions. */
@Component
public class StorageQuota {

    private final PolicyService policies;
    private final SubjectFacts facts;
    private final JdbcClient jdbc;

    StorageQuota(PolicyService policies, SubjectFacts facts, JdbcClient jdbc) {
        this.policies = policies;
        this.facts = facts;
        this.jdbc = jdbc;
    }

    /**
     * Takes the room for what the caller's transaction is about to enter; two that come together come one after the other. A pointer
     * that will be replaced counts until it is.
     *
     * @param userId whose room it is beside the project's; null when it is nobody's
     * @throws WorkbenchException QUOTA_EXCEEDED
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void take(UUID projectId, @Nullable UUID userId, long bytes) {
        PolicyVersion policy = policies.current(projectId);
        Long project = policy.policy().projectQuota().storageBytes();
        Long member = policy.policy().memberQuota().storageBytes();
        if (project == null && (member == null || userId == null)) {
            return;
        }
        jdbc.sql("select pg_advisory_xact_lock(7820007, hashtext(?))")
                .param(projectId.toString())
                .query((row, n) -> 0)
                .list();
        if (project != null) {
            check(policy, "project", project, facts.stored(projectId), bytes);
        }
        if (member != null && userId != null) {
            check(policy, "member", member, facts.storedBy(projectId, userId), bytes);
        }
    }

    /** What the project's policy lets it keep, in bytes; null when it says nothing. */
    public @Nullable Long limit(UUID projectId) {
        return policies.current(projectId).policy().projectQuota().storageBytes();
    }

    /** As {@link #take}, for what a run leaves behind: it is in the room of whoever started the run. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void takeForRun(UUID projectId, @Nullable UUID runId, long bytes) {
        UUID user = runId == null
                ? null
                : jdbc.sql("select created_by from ops.runs where id = ?")
                        .param(runId)
                        .query(UUID.class)
                        .optional()
                        .orElse(null);
        take(projectId, user, bytes);
    }

    private static void check(PolicyVersion policy, String scope, long most, long used, long bytes) {
        if (bytes > most - used) {
            Breach breach = new Breach(
                    "quotas." + scope + ".storage",
                    FailureCode.QUOTA_EXCEEDED,
                    used + " of " + most + " bytes are in use and this would add " + bytes
                            + ": delete what nobody needs, or ask an admin of the project for more");
            new Ruling(policy, List.of(breach), List.of()).require();
        }
    }
}
