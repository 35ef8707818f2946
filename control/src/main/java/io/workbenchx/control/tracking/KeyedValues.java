package io.workbenchx.control.tracking;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of parameters and tags of runs. */
@Component
class KeyedValues {

    static final String RUN_NAME = "mlflow.runName";
    static final String USER = "mlflow.user";

    private final JdbcClient jdbc;

    KeyedValues(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(UUID runId, String key, String value) {}

    /** Stores parameters that are new; returns one whose stored value differs, if there is any, as {@code key → stored value}. */
    Map<String, String> insertParams(UUID projectId, UUID runId, Map<String, String> params) {
        if (params.isEmpty()) {
            return Map.of();
        }
        String[] keys = params.keySet().toArray(String[]::new);
        jdbc.sql("""
                        insert into ops.run_params (run_id, key, value, project_id)
                        select ?, k, v, ? from unnest(?::text[], ?::text[]) u(k, v) order by k on conflict (run_id, key) do nothing
                        """)
                .params(runId, projectId)
                .param(keys)
                .param(params.values().toArray(String[]::new))
                .update();
        Map<String, String> stored = new LinkedHashMap<>();
        jdbc.sql("select run_id, key, value from ops.run_params where run_id = ? and key = any(?)")
                .param(runId)
                .param(keys)
                .query(Row.class)
                .list()
                .forEach(row -> stored.put(row.key(), row.value()));
        stored.entrySet().removeIf(entry -> entry.getValue().equals(params.get(entry.getKey())));
        return stored;
    }

    void setTags(UUID projectId, UUID runId, Map<String, String> tags) {
        if (tags.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into ops.run_tags (run_id, key, value, project_id)
                        select ?, k, v, ? from unnest(?::text[], ?::text[]) u(k, v) order by k
                        on conflict (run_id, key) do update set value = excluded.value
                        """)
                .params(runId, projectId)
                .param(tags.keySet().toArray(String[]::new))
                .param(tags.values().toArray(String[]::new))
                .update();
    }

    boolean deleteTag(UUID runId, String key) {
        return jdbc.sql("delete from ops.run_tags where run_id = ? and key = ?")
                        .params(runId, key)
                        .update()
                == 1;
    }

    Map<UUID, Map<String, String>> params(List<UUID> runIds) {
        return byRun(
                "select run_id, key, value from ops.run_params where run_id = any(?) order by run_id, key", runIds);
    }

    Map<UUID, Map<String, String>> tags(List<UUID> runIds) {
        return byRun("select run_id, key, value from ops.run_tags where run_id = any(?) order by run_id, key", runIds);
    }

    private Map<UUID, Map<String, String>> byRun(String sql, List<UUID> runIds) {
        Map<UUID, Map<String, String>> values = new LinkedHashMap<>();
        jdbc.sql(sql)
                .param(runIds.toArray(UUID[]::new))
                .query(Row.class)
                .list()
                .forEach(row -> values.computeIfAbsent(row.runId(), run -> new LinkedHashMap<>())
                        .put(row.key(), row.value()));
        return values;
    }
}
