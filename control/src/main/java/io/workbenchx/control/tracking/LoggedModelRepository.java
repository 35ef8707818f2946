package io.workbenchx.control.tracking;

import io.workbenchx.control.search.Condition;
import io.workbenchx.control.tracking.LoggedModelRecord.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of logged models. */
@Component
class LoggedModelRepository {

    private static final String SELECT = """
            select m.id, m.project_id, m.experiment_id, m.run_id, m.name, m.model_type, m.status, m.status_message, m.created_at, m.updated_at
            from ops.logged_models m where m.deleted_at is null and\s""";

    private final JdbcClient jdbc;

    LoggedModelRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(String modelId, String key, String value) {}

    Optional<LoggedModel> find(UUID projectId, String id) {
        return jdbc.sql(SELECT + "m.project_id = ? and m.id = ?")
                .params(projectId, id)
                .query(LoggedModel.class)
                .optional();
    }

    List<LoggedModel> ofRun(UUID projectId, UUID runId) {
        return jdbc.sql(SELECT + "m.project_id = ? and m.run_id = ? order by m.created_at, m.id")
                .params(projectId, runId)
                .query(LoggedModel.class)
                .list();
    }

    List<LoggedModel> search(Condition where, Condition order, long offset, int limit) {
        List<Object> parameters = new ArrayList<>(where.parameters());
        parameters.addAll(order.parameters());
        parameters.add(limit);
        parameters.add(offset);
        return jdbc.sql(SELECT + where.sql() + " order by " + order.sql() + " limit ? offset ?")
                .params(parameters)
                .query(LoggedModel.class)
                .list();
    }

    void insert(LoggedModel model, UUID userId) {
        jdbc.sql("""
                        insert into ops.logged_models (id, project_id, experiment_id, name, created_by, run_id, model_type)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(model.id(), model.projectId(), model.experimentId(), model.name(), userId)
                .param(model.runId())
                .param(model.modelType())
                .update();
    }

    void setStatus(String id, String status, @Nullable String message) {
        jdbc.sql(
                        "update ops.logged_models set status = ?, status_message = ?, updated_at = clock_timestamp() where id = ?")
                .param(status)
                .param(message)
                .param(id)
                .update();
    }

    void delete(String id) {
        jdbc.sql("update ops.logged_models set deleted_at = clock_timestamp() where id = ?")
                .param(id)
                .update();
    }

    /** Whether a version was registered from it: its files are fixed then. */
    boolean registered(String id) {
        return jdbc.sql("select exists (select 1 from ops.model_versions where model_id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    void insertParams(UUID projectId, String id, Map<String, String> params) {
        params.forEach(
                (key, value) -> jdbc.sql("""
                        insert into ops.logged_model_params (model_id, key, value, project_id) values (?, ?, ?, ?)
                        on conflict (model_id, key) do nothing
                        """).params(id, key, value, projectId).update());
    }

    void setTags(UUID projectId, String id, Map<String, String> tags) {
        tags.forEach(
                (key, value) -> jdbc.sql("""
                        insert into ops.logged_model_tags (model_id, key, value, project_id) values (?, ?, ?, ?)
                        on conflict (model_id, key) do update set value = excluded.value
                        """).params(id, key, value, projectId).update());
    }

    boolean deleteTag(String id, String key) {
        return jdbc.sql("delete from ops.logged_model_tags where model_id = ? and key = ?")
                        .params(id, key)
                        .update()
                == 1;
    }

    Map<String, Map<String, String>> params(List<String> ids) {
        return keyed(
                "select model_id, key, value from ops.logged_model_params where model_id = any(?) order by 1, 2", ids);
    }

    Map<String, Map<String, String>> tags(List<String> ids) {
        return keyed(
                "select model_id, key, value from ops.logged_model_tags where model_id = any(?) order by 1, 2", ids);
    }

    /** Of each metric, run and dataset the latest point. */
    Map<String, List<Measured>> metrics(List<String> ids) {
        Map<String, List<Measured>> metrics = new LinkedHashMap<>();
        jdbc.sql("""
                        select distinct on (model_id, key, run_id, dataset_name, dataset_digest) * from ops.logged_model_metrics
                        where model_id = any(?)
                        order by model_id, key, run_id, dataset_name, dataset_digest, step desc, timestamp_ms desc, value desc
                        """).param(ids.toArray(String[]::new)).query(row -> {
            MetricPoint point = new MetricPoint(
                    row.getString("key"),
                    row.getBoolean("is_nan") ? Double.NaN : row.getDouble("value"),
                    row.getLong("timestamp_ms"),
                    row.getLong("step"),
                    row.getString("model_id"),
                    row.getString("dataset_name"),
                    row.getString("dataset_digest"));
            metrics.computeIfAbsent(row.getString("model_id"), id -> new ArrayList<>())
                    .add(new Measured(row.getObject("run_id", UUID.class), point));
        });
        return metrics;
    }

    private Map<String, Map<String, String>> keyed(String sql, List<String> ids) {
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        jdbc.sql(sql)
                .param(ids.toArray(String[]::new))
                .query(Row.class)
                .list()
                .forEach(row -> values.computeIfAbsent(row.modelId(), id -> new LinkedHashMap<>())
                        .put(row.key(), row.value()));
        return values;
    }
}
