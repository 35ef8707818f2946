package io.workbenchx.control.session;

import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.session.SavedWorkspace;
import io.workbenchx.workflows.session.SessionEnding;
import io.workbenchx.workflows.session.SessionProgress.Phase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where sessions stand. Words about a run that was followed by another one of the same name change nothing. */
@Component
public class SessionRecords {

    private static final String VIEW = """
            select s.*, u.name as owner_name, r.finished_at is not null as ended from ops.sessions s
              join ops.users u on u.id = s.owner join ops.runs r on r.id = s.run_id where s.project_id = ?
            """;

    private final JdbcClient jdbc;

    SessionRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes the name for a run; false when another open run has it, or it is somebody else's. */
    @Transactional
    public boolean take(UUID projectId, String name, UUID runId, UUID owner) {
        return jdbc.sql("""
                        insert into ops.sessions as s (project_id, name, run_id, owner, phase) values (?, ?, ?, ?, 'PREPARING')
                        on conflict (project_id, name) do update set run_id = excluded.run_id, phase = 'PREPARING', host = null, expires_at = null,
                          ready_at = null, active_at = null, ending = null, updated_at = now()
                        where s.owner = excluded.owner and (s.run_id = excluded.run_id
                          or exists (select 1 from ops.runs r where r.id = s.run_id and r.finished_at is not null))
                        """).params(projectId, name, runId, owner).update() > 0;
    }

    @Transactional
    public void placed(RunContext run, String host) {
        jdbc.sql("update ops.sessions set host = ?, updated_at = now() where project_id = ? and run_id = ?")
                .params(host, run.projectId(), run.runId())
                .update();
    }

    @Transactional
    public void expires(RunContext run, Instant at) {
        jdbc.sql("update ops.sessions set expires_at = ?, updated_at = now() where project_id = ? and run_id = ?")
                .params(at.atOffset(ZoneOffset.UTC), run.projectId(), run.runId())
                .update();
    }

    @Transactional
    public void phase(RunContext run, Phase phase) {
        jdbc.sql("""
                        update ops.sessions set phase = ?, updated_at = now(),
                          ready_at = case when ? = 'READY' then coalesce(ready_at, now()) else ready_at end
                        where project_id = ? and run_id = ? and ending is null
                        """)
                .params(phase.name(), phase.name(), run.projectId(), run.runId())
                .update();
    }

    @Transactional
    public void active(RunContext run, Instant at) {
        jdbc.sql("update ops.sessions set active_at = ?, updated_at = now() where project_id = ? and run_id = ?")
                .params(at.atOffset(ZoneOffset.UTC), run.projectId(), run.runId())
                .update();
    }

    @Transactional
    public void saved(RunContext run, SavedWorkspace saved) {
        jdbc.sql("""
                        update ops.sessions set workspace_run = run_id, workspace_sha256 = ?, workspace_files = ?, workspace_bytes = ?,
                          updated_at = now() where project_id = ? and run_id = ?
                        """)
                .params(saved.sha256(), saved.files(), saved.bytes(), run.projectId(), run.runId())
                .update();
    }

    @Transactional
    public void ended(RunContext run, SessionEnding ending) {
        jdbc.sql(
                        "update ops.sessions set phase = 'ENDED', ending = ?, updated_at = now() where project_id = ? and run_id = ? and ending is null")
                .params(ending.name(), run.projectId(), run.runId())
                .update();
    }

    @Transactional(readOnly = true)
    public List<Session> all(UUID projectId) {
        return jdbc.sql(VIEW + " order by s.name")
                .param(projectId)
                .query((row, n) -> read(row))
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<Session> find(UUID projectId, String name) {
        return jdbc.sql(VIEW + " and s.name = ?")
                .params(projectId, name)
                .query((row, n) -> read(row))
                .optional();
    }

    private static Session read(java.sql.ResultSet row) throws java.sql.SQLException {
        UUID workspaceRun = row.getObject("workspace_run", UUID.class);
        String ending = row.getString("ending");
        boolean ended = row.getBoolean("ended");
        return new Session(
                row.getObject("project_id", UUID.class),
                row.getString("name"),
                row.getObject("run_id", UUID.class),
                row.getObject("owner", UUID.class),
                row.getString("owner_name"),
                ended ? Phase.ENDED : Phase.valueOf(row.getString("phase")),
                !ended,
                row.getString("host"),
                time(row.getObject("expires_at", OffsetDateTime.class)),
                time(row.getObject("ready_at", OffsetDateTime.class)),
                time(row.getObject("active_at", OffsetDateTime.class)),
                ending == null ? null : SessionEnding.valueOf(ending),
                workspaceRun == null
                        ? null
                        : new Session.Workspace(
                                workspaceRun,
                                row.getString("workspace_sha256"),
                                row.getInt("workspace_files"),
                                row.getLong("workspace_bytes")));
    }

    private static @Nullable Instant time(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
