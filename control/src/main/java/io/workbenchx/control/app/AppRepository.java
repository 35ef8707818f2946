package io.workbenchx.control.app;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.site.Target;
import io.workbenchx.workflows.app.AppResult.Ending;
import io.workbenchx.workflows.app.AppSpec;
import io.workbenchx.workflows.run.RunContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes the tables {@code ops.apps}, {@code ops.app_releases} and {@code ops.app_deployments}. Callers hold a transaction. */
@Component
class AppRepository {

    private static final int EVEN = 1;

    private final JdbcClient jdbc;

    AppRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An app as its deployments see it. */
    record App(UUID id, UUID siteId, @Nullable UUID activeRun) {}

    void ensure(RunContext run, String name, UUID site) {
        jdbc.sql("insert into ops.apps (id, project_id, name, site_id) values (?, ?, ?, ?) on conflict do nothing")
                .params(UuidCreator.getTimeOrderedEpoch(), run.projectId(), name, site)
                .update();
    }

    /** Takes the app's row, so that deployments of the same app happen one after the other. */
    Optional<App> lock(RunContext run, String name) {
        return jdbc.sql("select id, site_id, active_run from ops.apps where project_id = ? and name = ? for update")
                .params(run.projectId(), name)
                .query((row, n) -> new App(
                        row.getObject("id", UUID.class),
                        row.getObject("site_id", UUID.class),
                        row.getObject("active_run", UUID.class)))
                .optional();
    }

    /** Number of the release with the spec of this run; the next one when there is none. */
    int release(RunContext run, AppSpec spec, UUID app) {
        jdbc.sql("""
                        insert into ops.app_releases (app_id, number, project_id, run_id, spec_sha256, code_sha, runtime_digest, released_by)
                        select ?, 1 + coalesce((select max(number) from ops.app_releases where app_id = ?), 0), r.project_id, r.id,
                          r.spec_sha256, ?, ?, ? from ops.runs r where r.id = ? on conflict do nothing
                        """)
                .params(app, app, spec.code(), spec.runtime().digest(), run.actor(), run.runId())
                .update();
        return jdbc.sql("""
                        select l.number from ops.app_releases l join ops.runs r on r.spec_sha256 = l.spec_sha256
                        where l.app_id = ? and r.id = ?
                        """).params(app, run.runId()).query(Integer.class).single();
    }

    void enter(RunContext run, AppSpec spec, UUID app, int release) {
        jdbc.sql("""
                        insert into ops.app_deployments (run_id, app_id, project_id, release, replicas, state)
                        values (?, ?, ?, ?, ?, 'STARTING') on conflict (run_id) do nothing
                        """)
                .params(run.runId(), app, run.projectId(), release, spec.replicas())
                .update();
    }

    Optional<Integer> releaseOf(UUID run) {
        return jdbc.sql("select release from ops.app_deployments where run_id = ?")
                .param(run)
                .query(Integer.class)
                .optional();
    }

    boolean served(UUID run) {
        return jdbc.sql("select routed_at is not null from ops.app_deployments where run_id = ?")
                .param(run)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** A run that asked later than this one, has the traffic, and has not ended. */
    Optional<UUID> successor(UUID app, UUID run) {
        return jdbc.sql("""
                        select a.active_run from ops.apps a join ops.runs r on r.id = a.active_run
                        where a.id = ? and a.active_run > ? and r.finished_at is null
                        """).params(app, run).query(UUID.class).optional();
    }

    /** Runs that asked before this one, had the traffic, and have not been told to end. */
    List<UUID> predecessors(UUID app, UUID run) {
        return jdbc.sql("""
                        select run_id from ops.app_deployments
                        where app_id = ? and run_id < ? and state in ('SERVING', 'ASLEEP') order by run_id
                        """).params(app, run).query(UUID.class).list();
    }

    /** Whether the traffic was elsewhere before. */
    boolean route(UUID app, UUID run) {
        int moved = jdbc.sql(
                        "update ops.apps set active_run = ?, switched_at = now() where id = ? and active_run is distinct from ?")
                .params(run, app, run)
                .update();
        jdbc.sql("""
                        update ops.app_deployments set state = 'SERVING', routed_at = coalesce(routed_at, now())
                        where run_id = ? and ended_at is null
                        """).param(run).update();
        return moved > 0;
    }

    void unroute(UUID app, UUID run) {
        jdbc.sql("update ops.apps set active_run = null, switched_at = now() where id = ? and active_run = ?")
                .params(app, run)
                .update();
    }

    /** Whether it was in another state before. */
    boolean state(UUID run, String state) {
        return jdbc.sql("update ops.app_deployments set state = ? where run_id = ? and ended_at is null and state <> ?")
                        .params(state, run, state)
                        .update()
                > 0;
    }

    /** Whether it had not ended before. */
    boolean end(UUID run, Ending ending) {
        int ended = jdbc.sql(
                        "update ops.app_deployments set state = ?, ended_at = now() where run_id = ? and ended_at is null")
                .params(ending.name(), run)
                .update();
        jdbc.sql(
                        "update ops.replicas set state = 'STOPPED', updated_at = now() where run_id = ? and state <> 'STOPPED'")
                .param(run)
                .update();
        return ended > 0;
    }

    /** Where the healthy replicas of a run are. */
    List<Target> targets(UUID run) {
        return jdbc.sql("""
                        select ordinal, attempt, socket, socket_uid from ops.replicas
                        where run_id = ? and state = 'HEALTHY' and socket is not null order by ordinal
                        """)
                .param(run)
                .query((row, n) -> new Target(
                        run,
                        "replica-" + row.getInt("ordinal"),
                        row.getInt("attempt"),
                        Path.of(row.getString("socket")),
                        row.getLong("socket_uid"),
                        EVEN,
                        Map.of()))
                .list();
    }

    /** User who asked for a run: the owner of a site that it opens. */
    UUID owner(UUID run) {
        return jdbc.sql("select created_by from ops.runs where id = ?")
                .param(run)
                .query(UUID.class)
                .single();
    }
}
