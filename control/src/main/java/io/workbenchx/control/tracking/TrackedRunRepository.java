package io.workbenchx.control.tracking;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code ops.experiment_runs}. */
@Component
class TrackedRunRepository {

    static final String COLUMNS =
            "r.project_id, r.run_id, r.experiment_id, r.name, r.status, r.user_name as \"user\", r.start_ms, r.end_ms, r.lifecycle";

    private final JdbcClient jdbc;

    TrackedRunRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<TrackedRun> find(UUID projectId, UUID runId) {
        return jdbc.sql("select " + COLUMNS + " from ops.experiment_runs r where r.project_id = ? and r.run_id = ?")
                .params(projectId, runId)
                .query(TrackedRun.class)
                .optional();
    }

    /** Returns false when the run is there already. */
    boolean insert(TrackedRun run) {
        return jdbc.sql("""
                                insert into ops.experiment_runs (run_id, project_id, experiment_id, name, status, user_name, start_ms)
                                values (?, ?, ?, ?, ?, ?, ?) on conflict (run_id) do nothing
                                """)
                        .params(
                                run.runId(),
                                run.projectId(),
                                run.experimentId(),
                                run.name(),
                                run.status(),
                                run.user(),
                                run.startMs())
                        .update()
                == 1;
    }
}
