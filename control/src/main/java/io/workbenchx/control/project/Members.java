package io.workbenchx.control.project;

import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Role;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Who belongs to a project. There is always somebody who can let others in. */
@Component
public class Members {

    private final JdbcClient jdbc;

    private final AuditLog audit;

    Members(JdbcClient jdbc, AuditLog audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /**
     * @param role in the project
     * @param globalRole in the workbench
     */
    public record Member(UUID userId, String user, MemberRole role, Role globalRole, boolean disabled) {}

    /** A project that somebody is a member of. */
    public record Membership(UUID projectId, String project, MemberRole role) {}

    /** By name. */
    @Transactional(readOnly = true)
    public List<Member> of(Project project) {
        return jdbc.sql("""
                        select u.id, u.name, u.role as global_role, u.disabled_at, m.role from ops.members m
                        join ops.users u on u.id = m.user_id where m.project_id = ? order by u.name
                        """)
                .param(project.id())
                .query((row, n) -> new Member(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        MemberRole.valueOf(row.getString("role")),
                        Role.valueOf(row.getString("global_role")),
                        row.getObject("disabled_at") != null))
                .list();
    }

    /** The projects of a user that are not archived, by name. */
    @Transactional(readOnly = true)
    public List<Membership> ofUser(UUID userId) {
        return jdbc.sql("""
                        select p.id, p.name, m.role from ops.members m join ops.projects p on p.id = m.project_id
                        where m.user_id = ? and p.archived_at is null order by p.name
                        """)
                .param(userId)
                .query((row, n) -> new Membership(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        MemberRole.valueOf(row.getString("role"))))
                .list();
    }

    /** The role of a user in a project; empty for strangers. */
    @Transactional(readOnly = true)
    public Optional<MemberRole> role(Project project, UUID userId) {
        return jdbc.sql("select role from ops.members where project_id = ? and user_id = ?")
                .params(project.id(), userId)
                .query(String.class)
                .optional()
                .map(MemberRole::valueOf);
    }

    /**
     * Lets a user in, or changes a role.
     *
     * @throws WorkbenchException CONFLICT when that would leave the project without an admin
     */
    @Transactional
    public void set(Caller caller, Project project, UUID userId, MemberRole role) {
        if (role != MemberRole.ADMIN) {
            keepAnAdmin(project, userId);
        }
        jdbc.sql("""
                        insert into ops.members (project_id, user_id, role) values (?, ?, ?)
                        on conflict (project_id, user_id) do update set role = excluded.role
                        """).params(project.id(), userId, role.name()).update();
        audit.record(caller, project, "member.set", subject(userId), Map.of("role", role));
    }

    /**
     * Takes a user's membership away; open streams and remembered answers follow within a minute.
     *
     * @throws WorkbenchException NOT_FOUND for somebody who is no member; CONFLICT for the last admin of the project
     */
    @Transactional
    public void remove(Caller caller, Project project, UUID userId) {
        keepAnAdmin(project, userId);
        int removed = jdbc.sql("delete from ops.members where project_id = ? and user_id = ?")
                .params(project.id(), userId)
                .update();
        if (removed == 0) {
            throw new WorkbenchException(FailureCode.NOT_FOUND, "This user is no member of " + project.name() + ".");
        }
        audit.record(caller, project, "member.removed", subject(userId), Map.of());
    }

    private String subject(UUID userId) {
        return "users/"
                + jdbc.sql("select name from ops.users where id = ?")
                        .param(userId)
                        .query(String.class)
                        .single();
    }

    /** Serialised per project, or two admins could remove each other at the same moment. */
    private void keepAnAdmin(Project project, UUID userId) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param("members " + project.id())
                .query((row, n) -> 0)
                .list();
        List<UUID> admins = jdbc.sql("select user_id from ops.members where project_id = ? and role = 'ADMIN'")
                .param(project.id())
                .query(UUID.class)
                .list();
        if (admins.equals(List.of(userId))) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "This user is the last admin of " + project.name() + ": make another member admin first.");
        }
    }
}
