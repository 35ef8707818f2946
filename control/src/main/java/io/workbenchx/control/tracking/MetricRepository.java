package io.workbenchx.control.tracking;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of metrics. Any number of points is written in a constant number of statements. */
@Component
class MetricRepository {

    private static final RowMapper<MetricPoint> POINT = (row, n) -> MetricPoint.of(
            row.getString("key"),
            row.getBoolean("is_nan") ? Double.NaN : row.getDouble("value"),
            row.getLong("timestamp_ms"),
            row.getLong("step"));

    private final JdbcClient jdbc;

    MetricRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Latest(UUID runId, MetricPoint point) {}

    void insert(UUID projectId, UUID runId, List<MetricPoint> points) {
        if (points.isEmpty()) {
            return;
        }
        columns("""
                        with points as (
                          select distinct k, t, s, v, n from unnest(?::text[], ?::bigint[], ?::bigint[], ?::float8[], ?::boolean[]) u(k, t, s, v, n)
                        ), history as (
                          insert into ops.run_metrics (run_id, key, timestamp_ms, step, value, is_nan, project_id)
                          select ?, k, t, s, v, n, ? from points on conflict do nothing
                        )
                        insert into ops.run_latest_metrics as l (run_id, key, value, timestamp_ms, step, is_nan, project_id)
                        select distinct on (k) ?, k, v, t, s, n, ? from points order by k, s desc, t desc, v desc
                        on conflict (run_id, key) do update
                        set value = excluded.value, timestamp_ms = excluded.timestamp_ms, step = excluded.step, is_nan = excluded.is_nan
                        where (excluded.step, excluded.timestamp_ms, excluded.value) > (l.step, l.timestamp_ms, l.value)
                        """, points).params(runId, projectId, runId, projectId).update();
        insertOfModels(
                projectId,
                runId,
                points.stream().filter(p -> p.modelId() != null).toList());
    }

    /** Points of models the project does not have are points of the run only. */
    private void insertOfModels(UUID projectId, UUID runId, List<MetricPoint> points) {
        if (points.isEmpty()) {
            return;
        }
        columns("""
                        insert into ops.logged_model_metrics
                          (model_id, key, timestamp_ms, step, run_id, value, is_nan, dataset_name, dataset_digest, project_id)
                        select m.id, k, t, s, ?, v, n, dn, dd, m.project_id
                        from unnest(?::text[], ?::bigint[], ?::bigint[], ?::float8[], ?::boolean[], ?::text[], ?::text[], ?::text[])
                          u(k, t, s, v, n, mi, dn, dd)
                        join ops.logged_models m on m.id = mi and m.project_id = ?
                        on conflict do nothing
                        """, points, runId)
                .param(texts(points, MetricPoint::modelId))
                .param(texts(points, MetricPoint::datasetName))
                .param(texts(points, MetricPoint::datasetDigest))
                .param(projectId)
                .update();
    }

    List<MetricPoint> history(UUID projectId, UUID runId, String key, long offset, int limit) {
        return jdbc.sql("""
                        select key, value, is_nan, timestamp_ms, step from ops.run_metrics
                        where run_id = ? and project_id = ? and key = ? order by timestamp_ms, step, value, is_nan limit ? offset ?
                        """)
                .params(runId, projectId, key, limit, offset)
                .query(POINT)
                .list();
    }

    Map<UUID, List<MetricPoint>> latest(List<UUID> runIds) {
        return jdbc
                .sql("""
                        select run_id, key, value, is_nan, timestamp_ms, step from ops.run_latest_metrics
                        where run_id = any(?) order by run_id, key
                        """)
                .param(runIds.toArray(UUID[]::new))
                .query((row, n) -> new Latest(row.getObject("run_id", UUID.class), POINT.mapRow(row, n)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Latest::runId, Collectors.mapping(Latest::point, Collectors.toList())));
    }

    private JdbcClient.StatementSpec columns(String sql, List<MetricPoint> points, Object... before) {
        return jdbc.sql(sql)
                .params(before)
                .param(texts(points, MetricPoint::key))
                .param(points.stream().map(MetricPoint::timestampMs).toArray(Long[]::new))
                .param(points.stream().map(MetricPoint::step).toArray(Long[]::new))
                .param(points.stream()
                        .map(p -> Double.isNaN(p.value()) ? 0.0 : p.value())
                        .toArray(Double[]::new))
                .param(points.stream().map(p -> Double.isNaN(p.value())).toArray(Boolean[]::new));
    }

    private static @Nullable String[] texts(List<MetricPoint> points, Function<MetricPoint, @Nullable String> column) {
        @Nullable String[] texts = new String[points.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = column.apply(points.get(i));
        }
        return texts;
    }
}
