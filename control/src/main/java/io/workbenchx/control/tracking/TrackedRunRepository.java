package io.workbenchx.control.tracking;

import io.workbenchx.control.search.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code ops.experiment_runs}, read through {@code ops.tracked_runs}. */
@Component
class TrackedRunRepository {

    private static final String SELECT = """
            select r.project_id, r.run_id, r.experiment_id, r.name, r.status, r.user_name as "user", r.start_ms, r.end_ms, r.lifecycle,
              r.kind, r.ended from ops.tracked_runs r
            """;

    private final JdbcClient jdbc;

    TrackedRunRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<TrackedRun> find(UUID projectId, UUID runId) {
        return jdbc.sql(SELECT + "where r.project_id = ? and r.run_id = ?")
                .params(projectId, runId)
                .query(TrackedRun.class)
                .optional();
    }

    List<TrackedRun> search(Condition where, Condition order, long offset, int limit) {
        List<Object> parameters = new ArrayList<>(where.parameters());
        parameters.addAll(order.parameters());
        parameters.add(limit);
        parameters.add(offset);
        return jdbc.sql(SELECT + "where " + where.sql() + " order by " + order.sql() + " limit ? offset ?")
                .params(parameters)
                .query(TrackedRun.class)
                .list();
    }

    /** Returns false when the run is there already. */
    boolean insert(UUID projectId, UUID runId, String experimentId, String name, String user, long startMs) {
        return jdbc.sql("""
                                insert into ops.experiment_runs (run_id, project_id, experiment_id, name, user_name, start_ms)
                                values (?, ?, ?, ?, ?, ?) on conflict (run_id) do nothing
                                """)
                        .params(runId, projectId, experimentId, name, user, startMs)
                        .update()
                == 1;
    }

    /** What an outside client said when it made the run. */
    void describe(UUID runId, String user, long startMs) {
        jdbc.sql("update ops.experiment_runs set user_name = ?, start_ms = ? where run_id = ?")
                .params(user, startMs, runId)
                .update();
    }

    /** Changes what is not null. */
    void update(UUID runId, @Nullable String status, @Nullable Long endMs, @Nullable String name) {
        jdbc.sql("""
                        update ops.experiment_runs set status = coalesce(?, status), end_ms = coalesce(?, end_ms), name = coalesce(?, name)
                        where run_id = ?
                        """).param(status).param(endMs).param(name).param(runId).update();
    }

    void setLifecycle(UUID runId, String lifecycle) {
        jdbc.sql("update ops.experiment_runs set lifecycle = ? where run_id = ?")
                .params(lifecycle, runId)
                .update();
    }
}
