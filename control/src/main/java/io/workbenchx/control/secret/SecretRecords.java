package io.workbenchx.control.secret;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What is on record about secrets and who was given them; no values. */
@Component
class SecretRecords {

    private static final String SELECT = """
            select s.project_id, s.name, s.version, c.name as created_by, s.created_at, u.name as updated_by, s.updated_at
            from ops.secrets s join ops.users c on c.id = s.created_by join ops.users u on u.id = s.updated_by
            """;

    private final JdbcClient jdbc;

    SecretRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A secret in the hands of a run, under the name of a variable. */
    record Given(String variable, String name, int version) {}

    @Transactional(readOnly = true)
    public List<Secret> list(UUID projectId) {
        return jdbc.sql(SELECT + "where s.project_id = ? order by s.name")
                .param(projectId)
                .query(SecretRecords::secret)
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<Secret> find(UUID projectId, String name) {
        return jdbc.sql(SELECT + "where s.project_id = ? and s.name = ?")
                .params(projectId, name)
                .query(SecretRecords::secret)
                .optional();
    }

    /** Notes a new version; an older one that comes late changes nothing. */
    @Transactional
    public void put(UUID projectId, String name, int version, UUID user) {
        jdbc.sql("""
                        insert into ops.secrets as s (project_id, name, version, created_by, updated_by) values (?, ?, ?, ?, ?)
                        on conflict (project_id, name) do update
                        set version = excluded.version, updated_by = excluded.updated_by, updated_at = now()
                        where s.version < excluded.version
                        """).params(projectId, name, version, user, user).update();
    }

    @Transactional
    public void delete(UUID projectId, String name) {
        jdbc.sql("delete from ops.secrets where project_id = ? and name = ?")
                .params(projectId, name)
                .update();
    }

    /** Runs that have not ended and hold a version of the secret. */
    @Transactional(readOnly = true)
    public List<UUID> holders(UUID projectId, String name) {
        return jdbc.sql("""
                        select distinct r.id from ops.run_secrets g join ops.runs r on r.id = g.run_id
                        where g.project_id = ? and g.name = ? and r.finished_at is null order by r.id
                        """).params(projectId, name).query(UUID.class).list();
    }

    /** Notes what a run is given; what was noted before stays. */
    @Transactional
    public void give(UUID projectId, UUID runId, Collection<Given> given) {
        given.forEach(one -> jdbc.sql("""
                        insert into ops.run_secrets (run_id, project_id, variable, name, version) values (?, ?, ?, ?, ?)
                        on conflict do nothing
                        """)
                .params(runId, projectId, one.variable(), one.name(), one.version())
                .update());
    }

    /** What a run was given, by variable. */
    @Transactional(readOnly = true)
    public List<Given> given(UUID projectId, UUID runId) {
        return jdbc.sql(
                        "select variable, name, version from ops.run_secrets where project_id = ? and run_id = ? order by variable")
                .params(projectId, runId)
                .query((row, n) -> new Given(row.getString("variable"), row.getString("name"), row.getInt("version")))
                .list();
    }

    private static Secret secret(ResultSet row, int number) throws SQLException {
        return new Secret(
                row.getObject("project_id", UUID.class),
                row.getString("name"),
                row.getInt("version"),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("updated_by"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
