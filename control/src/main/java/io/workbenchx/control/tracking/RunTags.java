package io.workbenchx.control.tracking;

import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code ops.run_tags}. */
@Component
class RunTags {

    static final String NAME = "mlflow.runName";
    static final String USER = "mlflow.user";

    private final JdbcClient jdbc;

    RunTags(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void set(UUID projectId, UUID runId, Map<String, String> tags) {
        tags.forEach((key, value) ->
                jdbc.sql("""
                        insert into ops.run_tags (run_id, key, value, project_id) values (?, ?, ?, ?)
                        on conflict (run_id, key) do update set value = excluded.value
                        """).params(runId, key, value, projectId).update());
    }
}
