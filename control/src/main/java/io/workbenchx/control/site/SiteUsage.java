package io.workbenchx.control.site;

import io.workbenchx.control.deployment.LatencyHistogram;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How sites are used: what front doors count, and what is open at them. */
@Component
public class SiteUsage {

    private static final String ADD = """
            insert into ops.site_usage as u (site_id, run_id, minute, project_id, requests, errors, refused, sockets, bytes_in, bytes_out, latency)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (site_id, run_id, minute) do update set requests = u.requests + excluded.requests,
              errors = u.errors + excluded.errors, refused = u.refused + excluded.refused, sockets = u.sockets + excluded.sockets,
              bytes_in = u.bytes_in + excluded.bytes_in, bytes_out = u.bytes_out + excluded.bytes_out,
              latency = (select array_agg(a + b order by n) from unnest(u.latency, excluded.latency) with ordinality as t(a, b, n))
            """;

    private static final String PRESENT = """
            insert into ops.site_doors (site_id, run_id, door, project_id, open) values (?, ?, ?, ?, ?)
            on conflict (site_id, run_id, door) do update set open = excluded.open, seen_at = now()
            """;

    private static final String TOTALS = """
            select coalesce(sum(requests), 0) as requests, coalesce(sum(errors), 0) as errors, coalesce(sum(refused), 0) as refused,
              coalesce(sum(sockets), 0) as sockets, coalesce(sum(bytes_in), 0) as bytes_in, coalesce(sum(bytes_out), 0) as bytes_out,
              (select array_agg(total order by bucket) from (
                select bucket, sum(count)::bigint as total
                from ops.site_usage y cross join lateral unnest(y.latency) with ordinality as l(count, bucket)
                where y.site_id = x.site_id group by bucket) totals) as latency
            from ops.site_usage x where x.site_id = ? group by x.site_id
            """;

    private final JdbcOperations operations;
    private final JdbcClient jdbc;

    SiteUsage(JdbcOperations operations, JdbcClient jdbc) {
        this.operations = operations;
        this.jdbc = jdbc;
    }

    /** What is counted: the runs that answer for a site. */
    public record Subject(UUID siteId, UUID runId, UUID projectId) {
        /** In which every front door writes, so that no two wait for each other. */
        static final Comparator<Subject> ORDER =
                Comparator.comparing(Subject::siteId).thenComparing(Subject::runId);
    }

    /**
     * What happened since the last time.
     *
     * @param errors answers with status 5xx, and requests cut off
     * @param refused answers with status 4xx
     * @param sockets WebSockets opened
     * @param latency counts by {@link LatencyHistogram} bucket
     */
    public record Delta(
            Subject subject,
            long requests,
            long errors,
            long refused,
            long sockets,
            long bytesIn,
            long bytesOut,
            long[] latency) {}

    /** What is under way at one front door. */
    public record Presence(Subject subject, int open) {}

    /**
     * Since the site exists.
     *
     * @param p50Millis half of all requests took no longer
     * @param p95Millis of twenty requests, nineteen took no longer
     */
    public record Totals(
            long requests,
            long errors,
            long refused,
            long sockets,
            long bytesIn,
            long bytesOut,
            double p50Millis,
            double p95Millis) {}

    /** Adds to the figures of this minute. */
    @Transactional
    public void add(List<Delta> deltas) {
        OffsetDateTime minute = Instant.now().truncatedTo(ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC);
        List<Delta> ordered = deltas.stream()
                .sorted(Comparator.comparing(Delta::subject, Subject.ORDER))
                .toList();
        operations.batchUpdate(ADD, ordered, ordered.size(), (PreparedStatement statement, Delta delta) -> {
            statement.setObject(1, delta.subject().siteId());
            statement.setObject(2, delta.subject().runId());
            statement.setObject(3, minute);
            statement.setObject(4, delta.subject().projectId());
            statement.setLong(5, delta.requests());
            statement.setLong(6, delta.errors());
            statement.setLong(7, delta.refused());
            statement.setLong(8, delta.sockets());
            statement.setLong(9, delta.bytesIn());
            statement.setLong(10, delta.bytesOut());
            Long[] latency = Arrays.stream(delta.latency()).boxed().toArray(Long[]::new);
            statement.setArray(11, statement.getConnection().createArrayOf("bigint", latency));
        });
    }

    /**
     * Says what is open at a front door now, and when visitors last asked for something there. To be said every few seconds.
     *
     * @param door name of the front door, its own for as long as it lives
     * @param open everything under way; what is not in it any more is no longer open
     */
    @Transactional
    public void present(UUID door, List<Presence> open, Map<UUID, Instant> requests) {
        jdbc.sql("delete from ops.site_doors where door = ? or seen_at < now() - interval '10 minutes'")
                .param(door)
                .update();
        operations.batchUpdate(PRESENT, open, Math.max(1, open.size()), (statement, presence) -> {
            statement.setObject(1, presence.subject().siteId());
            statement.setObject(2, presence.subject().runId());
            statement.setObject(3, door);
            statement.setObject(4, presence.subject().projectId());
            statement.setInt(5, presence.open());
        });
        List<Map.Entry<UUID, Instant>> last =
                requests.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        operations.batchUpdate(
                "update ops.sites set last_request_at = greatest(last_request_at, ?) where id = ?",
                last,
                Math.max(1, last.size()),
                (statement, entry) -> {
                    statement.setObject(1, entry.getValue().atOffset(ZoneOffset.UTC));
                    statement.setObject(2, entry.getKey());
                });
    }

    @Transactional(readOnly = true)
    SiteActivity activity(UUID site) {
        Map<UUID, Integer> open = new HashMap<>();
        jdbc.sql("""
                        select run_id, sum(open)::int as open from ops.site_doors
                        where site_id = ? and seen_at > now() - interval '30 seconds' group by run_id having sum(open) > 0
                        """).param(site).query(row -> {
            open.put(row.getObject("run_id", UUID.class), row.getInt("open"));
        });
        OffsetDateTime last = jdbc.sql(
                        "select last_request_at from ops.sites where id = ? and last_request_at is not null")
                .param(site)
                .query(OffsetDateTime.class)
                .optional()
                .orElse(null);
        return new SiteActivity(last == null ? null : last.toInstant(), open);
    }

    @Transactional(readOnly = true)
    public Totals totals(UUID site) {
        return jdbc.sql(TOTALS)
                .param(site)
                .query((row, n) -> totals(row))
                .optional()
                .orElseGet(() -> new Totals(0, 0, 0, 0, 0, 0, 0, 0));
    }

    private static Totals totals(ResultSet row) throws SQLException {
        long[] latency = longs(row.getArray("latency"));
        return new Totals(
                row.getLong("requests"),
                row.getLong("errors"),
                row.getLong("refused"),
                row.getLong("sockets"),
                row.getLong("bytes_in"),
                row.getLong("bytes_out"),
                LatencyHistogram.quantileMillis(latency, 0.5),
                LatencyHistogram.quantileMillis(latency, 0.95));
    }

    private static long[] longs(@Nullable Array array) throws SQLException {
        return array == null
                ? new long[0]
                : Arrays.stream((Long[]) array.getArray())
                        .mapToLong(Long::longValue)
                        .toArray();
    }
}
