package io.workbenchx.control.approval;

import io.workbenchx.control.approval.Approval.Decision;
import io.workbenchx.control.approval.Approval.State;
import io.workbenchx.control.identity.MemberRole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Reads approvals; they are written by the functions of the schema only. */
@Component
@Transactional(readOnly = true)
class ApprovalRepository {

    private static final int MOST = 500;
    private static final String SELECT = """
            select a.*, p.name as project, u.name as requester_name,
              case when a.state = 'PENDING' and a.expires_at <= now() then 'EXPIRED' else a.state end as state_now,
              (select coalesce(json_agg(json_build_object('by', du.name, 'verdict', d.verdict, 'reason', d.reason,
                  'at', to_char(d.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) order by d.at), '[]')
                from ops.approval_decisions d join ops.users du on du.id = d.user_id where d.approval_id = a.id) as decisions
            from ops.approvals a join ops.projects p on p.id = a.project_id join ops.users u on u.id = a.requester where\s""";

    private final JdbcClient jdbc;
    private final JsonMapper mapper;

    ApprovalRepository(JdbcClient jdbc, JsonMapper mapper) {
        this.jdbc = jdbc;
        this.mapper = mapper;
    }

    Optional<Approval> find(UUID projectId, UUID id) {
        return jdbc.sql(SELECT + "a.project_id = ? and a.id = ?")
                .params(projectId, id)
                .query(this::read)
                .optional();
    }

    /** Newest first. */
    List<Approval> of(UUID projectId, @Nullable State state) {
        return jdbc.sql(SELECT + """
                        a.project_id = :project and (cast(:state as text) is null
                          or case when a.state = 'PENDING' and a.expires_at <= now() then 'EXPIRED' else a.state end = :state)
                        order by a.created_at desc limit :most
                        """)
                .param("project", projectId)
                .param("state", state == null ? null : state.name())
                .param("most", MOST)
                .query(this::read)
                .list();
    }

    List<Approval> ofRun(UUID runId) {
        return jdbc.sql(SELECT + "a.run_id = ? order by a.created_at, a.id")
                .param(runId)
                .query(this::read)
                .list();
    }

    /** Open ones that a person may decide on, in all projects; the next to expire first. */
    List<Approval> decidableBy(UUID userId) {
        return jdbc.sql(SELECT + """
                        a.state = 'PENDING' and a.expires_at > now() and a.requester <> :user
                          and not exists (select 1 from ops.approval_decisions d where d.approval_id = a.id and d.user_id = :user)
                          and exists (select 1 from ops.users me left join ops.members m on m.user_id = me.id and m.project_id = a.project_id
                            where me.id = :user and me.disabled_at is null and me.role <> 'SERVICE'
                              and (me.role = 'ADMIN' or m.role = 'ADMIN' or m.role = a.role))
                        order by a.expires_at limit :most
                        """)
                .param("user", userId)
                .param("most", MOST)
                .query(this::read)
                .list();
    }

    private Approval read(ResultSet row, int number) throws SQLException {
        return new Approval(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getString("project"),
                row.getObject("run_id", UUID.class),
                row.getString("step"),
                row.getString("gate"),
                row.getInt("policy_version"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("digest"),
                row.getString("document"),
                row.getString("change"),
                row.getObject("requester", UUID.class),
                row.getString("requester_name"),
                MemberRole.valueOf(row.getString("role")),
                row.getInt("approvers"),
                State.valueOf(row.getString("state_now")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                instant(row, "closed_at"),
                instant(row, "used_at"),
                List.of(mapper.readValue(row.getString("decisions"), Decision[].class)));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
