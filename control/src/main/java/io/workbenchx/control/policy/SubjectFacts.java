package io.workbenchx.control.policy;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Role;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What is on record about those who ask and what they ask for; read only when a rule wants to know. */
@Component
@Transactional(readOnly = true)
class SubjectFacts {

    private final JdbcClient jdbc;

    SubjectFacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the caller is in the project; a global admin is its admin, a stranger nothing. */
    Optional<MemberRole> role(Caller caller, UUID projectId) {
        if (caller.role() == Role.ADMIN) {
            return Optional.of(MemberRole.ADMIN);
        }
        return jdbc.sql("select role from ops.members where project_id = ? and user_id = ?")
                .params(projectId, caller.userId())
                .query(String.class)
                .optional()
                .map(MemberRole::valueOf);
    }

    boolean lineageComplete(UUID projectId, UUID runId) {
        return jdbc.sql("select lineage_complete from ops.runs where project_id = ? and id = ?")
                .params(projectId, runId)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** The metric as searches compare it; empty when the run logged none, or what is no number. */
    Optional<Double> metric(UUID projectId, UUID runId, String name) {
        return jdbc.sql(
                        "select value from ops.run_latest_metrics where project_id = ? and run_id = ? and key = ? and not is_nan")
                .params(projectId, runId, name)
                .query(Double.class)
                .optional();
    }

    /** Whether the question is answered for the subject, or for the project as a whole. */
    boolean answered(UUID projectId, String subject, String question) {
        return jdbc.sql("""
                        select exists (select 1 from ops.policy_answers
                          where project_id = ? and subject in (?, 'project') and question = ?)
                        """)
                .params(projectId, subject, question)
                .query(Boolean.class)
                .single();
    }

    /** Bytes that artifacts and dataset versions of a project hold; of one member, when one is named. */
    long stored(UUID projectId) {
        return jdbc.sql("""
                        select (select coalesce(sum(bytes), 0) from ops.artifacts where project_id = ?)
                          + (select coalesce(sum(bytes), 0) from ops.dataset_versions where project_id = ?)
                        """).params(projectId, projectId).query(Long.class).single();
    }

    long storedBy(UUID projectId, UUID userId) {
        return jdbc.sql("""
                        select (select coalesce(sum(a.bytes), 0) from ops.artifacts a join ops.runs r on r.id = a.run_id
                            where a.project_id = ? and r.created_by = ?)
                          + (select coalesce(sum(bytes), 0) from ops.dataset_versions where project_id = ? and created_by = ?)
                        """)
                .params(projectId, userId, projectId, userId)
                .query(Long.class)
                .single();
    }
}
