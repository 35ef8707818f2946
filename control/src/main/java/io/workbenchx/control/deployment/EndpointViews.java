package io.workbenchx.control.deployment;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads endpoints with what serves them and how they are used. */
@Component
class EndpointViews {

    private static final String VIEW = """
            select e.name, e.active_run, e.switched_at, d.run_id, d.model, d.version, d.replicas, d.state,
              (select count(*) from ops.replicas r where r.run_id = e.active_run and r.state = 'HEALTHY') as healthy,
              coalesce(u.requests, 0) as requests, coalesce(u.errors, 0) as errors, coalesce(u.refused, 0) as refused, u.latency
            from ops.endpoints e
            join lateral (
              select * from ops.model_deployments x where x.endpoint_id = e.id
              order by x.run_id is not distinct from e.active_run desc, x.run_id desc limit 1
            ) d on true
            left join lateral (
              select sum(requests) as requests, sum(errors) as errors, sum(refused) as refused,
                (select array_agg(total order by bucket) from (
                  select bucket, sum(count)::bigint as total
                  from ops.endpoint_usage y cross join lateral unnest(y.latency) with ordinality as l(count, bucket)
                  where y.endpoint_id = e.id group by bucket) totals) as latency
              from ops.endpoint_usage x where x.endpoint_id = e.id
            ) u on true
            where e.project_id = ?
            """;

    private final JdbcClient jdbc;

    EndpointViews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional(readOnly = true)
    public List<EndpointView> all(UUID project) {
        return jdbc.sql(VIEW + " order by e.name")
                .param(project)
                .query((row, n) -> read(row))
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<EndpointView> named(UUID project, String name) {
        return jdbc.sql(VIEW + " and e.name = ?")
                .params(project, name)
                .query((row, n) -> read(row))
                .optional();
    }

    private static EndpointView read(ResultSet row) throws SQLException {
        boolean routed = row.getObject("active_run", UUID.class) != null;
        int healthy = row.getInt("healthy");
        long[] latency = longs(row.getArray("latency"));
        OffsetDateTime switched = row.getObject("switched_at", OffsetDateTime.class);
        return new EndpointView(
                row.getString("name"),
                state(routed, healthy, row.getString("state")),
                row.getObject("run_id", UUID.class),
                row.getString("model"),
                row.getInt("version"),
                row.getInt("replicas"),
                healthy,
                new EndpointView.Usage(
                        row.getLong("requests"),
                        row.getLong("errors"),
                        row.getLong("refused"),
                        LatencyHistogram.quantileMillis(latency, 0.5),
                        LatencyHistogram.quantileMillis(latency, 0.95)),
                switched == null ? null : switched.toInstant());
    }

    private static EndpointView.State state(boolean routed, int healthy, String deployment) {
        if (routed) {
            return healthy > 0 ? EndpointView.State.SERVING : EndpointView.State.DOWN;
        }
        return deployment.equals("STARTING") ? EndpointView.State.STARTING : EndpointView.State.STOPPED;
    }

    private static long[] longs(@Nullable Array array) throws SQLException {
        if (array == null) {
            return new long[0];
        }
        Long[] boxed = (Long[]) array.getArray();
        long[] plain = new long[boxed.length];
        for (int i = 0; i < boxed.length; i++) {
            plain[i] = boxed[i];
        }
        return plain;
    }
}
