package io.workbenchx.control.tracking;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code ops.experiments}. */
@Component
class ExperimentRepository {

    private static final String SELECT =
            "select project_id, id, name, lifecycle, created_at, updated_at from ops.experiments ";

    private final JdbcClient jdbc;

    ExperimentRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Experiment> find(UUID projectId, String id) {
        return jdbc.sql(SELECT + "where project_id = ? and id = ?")
                .params(projectId, id)
                .query(Experiment.class)
                .optional();
    }

    Optional<Experiment> findByName(UUID projectId, String name) {
        return jdbc.sql(SELECT + "where project_id = ? and name = ?")
                .params(projectId, name)
                .query(Experiment.class)
                .optional();
    }

    /** Returns false when the id or the name is taken. */
    boolean insert(UUID projectId, String id, String name) {
        return jdbc.sql("insert into ops.experiments (project_id, id, name) values (?, ?, ?) on conflict do nothing")
                        .params(projectId, id, name)
                        .update()
                == 1;
    }
}
