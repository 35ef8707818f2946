package io.workbenchx.control.app;

import io.workbenchx.control.site.SiteAccess;
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

/** Reads apps with what serves them, and their releases. */
@Component
class AppViews {

    private static final String VIEW = """
            select a.name, a.active_run, a.switched_at, a.site_id, s.label, s.access, s.last_request_at,
              d.release, d.state, d.replicas, l.run_id as latest_run, l.release as latest_release, l.state as latest_state,
              (select count(*) from ops.replicas r where r.run_id = a.active_run and r.state = 'HEALTHY') as healthy,
              (select coalesce(sum(r.restarts), 0) from ops.replicas r where r.run_id = a.active_run) as restarts
            from ops.apps a
            join ops.sites s on s.id = a.site_id
            join lateral (select * from ops.app_deployments x where x.app_id = a.id order by x.run_id desc limit 1) l on true
            left join ops.app_deployments d on d.run_id = a.active_run
            where a.project_id = ?
            """;

    private final JdbcClient jdbc;

    AppViews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional(readOnly = true)
    public List<AppView> all(UUID project) {
        return jdbc.sql(VIEW + " order by a.name")
                .param(project)
                .query((row, n) -> read(row))
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<AppView> named(UUID project, String name) {
        return jdbc.sql(VIEW + " and a.name = ?")
                .params(project, name)
                .query((row, n) -> read(row))
                .optional();
    }

    /** Newest first. */
    @Transactional(readOnly = true)
    public List<AppView.Release> releases(UUID project, String name) {
        return jdbc.sql("""
                        select l.*, (select count(*) from ops.app_deployments d where d.app_id = a.id and d.release = l.number) as deployments,
                          exists (select 1 from ops.app_deployments d where d.run_id = a.active_run and d.release = l.number) as serving
                        from ops.app_releases l join ops.apps a on a.id = l.app_id
                        where a.project_id = ? and a.name = ? order by l.number desc
                        """)
                .params(project, name)
                .query((row, n) -> new AppView.Release(
                        row.getInt("number"),
                        row.getObject("run_id", UUID.class),
                        row.getString("spec_sha256"),
                        row.getString("code_sha"),
                        row.getString("runtime_digest"),
                        row.getString("released_by"),
                        row.getObject("released_at", OffsetDateTime.class).toInstant(),
                        row.getInt("deployments"),
                        row.getBoolean("serving")))
                .list();
    }

    /** The latest earlier release that has served, to go back to. */
    @Transactional(readOnly = true)
    public Optional<Integer> before(UUID project, String name, int release) {
        return jdbc.sql("""
                        select max(d.release) from ops.app_deployments d join ops.apps a on a.id = d.app_id
                        where a.project_id = ? and a.name = ? and d.release < ? and d.routed_at is not null
                        """).params(project, name, release).query(Integer.class).optional();
    }

    /** Workflow of the deployment that sleeps behind a site. */
    @Transactional(readOnly = true)
    public Optional<String> asleep(UUID site) {
        return jdbc.sql("""
                        select p.name || '/app/' || a.active_run from ops.apps a
                        join ops.projects p on p.id = a.project_id
                        join ops.app_deployments d on d.run_id = a.active_run and d.state = 'ASLEEP'
                        where a.site_id = ?
                        """).param(site).query(String.class).optional();
    }

    private static AppView read(ResultSet row) throws SQLException {
        UUID active = row.getObject("active_run", UUID.class);
        AppView.Latest latest = new AppView.Latest(
                row.getObject("latest_run", UUID.class), row.getInt("latest_release"), row.getString("latest_state"));
        return new AppView(
                row.getString("name"),
                state(active == null ? null : row.getString("state"), row.getInt("healthy"), latest.state()),
                row.getObject("site_id", UUID.class),
                row.getString("label"),
                SiteAccess.valueOf(row.getString("access")),
                row.getObject("release", Integer.class),
                active,
                row.getInt("replicas"),
                row.getInt("healthy"),
                row.getInt("restarts"),
                instant(row, "last_request_at"),
                instant(row, "switched_at"),
                latest);
    }

    private static AppView.State state(@Nullable String active, int healthy, String latest) {
        if (active == null) {
            return latest.equals("STARTING") ? AppView.State.STARTING : AppView.State.STOPPED;
        }
        if (active.equals("ASLEEP")) {
            return AppView.State.ASLEEP;
        }
        return healthy > 0 ? AppView.State.SERVING : AppView.State.DOWN;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
