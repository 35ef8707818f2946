package io.workbenchx.control.deployment;

import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How endpoints are used: figures per minute, and what goes on record in the chain of the run that served. */
@Component
public class EndpointUsage {

    private static final String ADD = """
            insert into ops.endpoint_usage as u (endpoint_id, run_id, minute, project_id, requests, errors, refused, latency)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (endpoint_id, run_id, minute) do update set requests = u.requests + excluded.requests,
              errors = u.errors + excluded.errors, refused = u.refused + excluded.refused,
              latency = (select array_agg(a + b order by n) from unnest(u.latency, excluded.latency) with ordinality as t(a, b, n))
            """;

    private final JdbcOperations jdbc;
    private final RunRecorder recorder;

    EndpointUsage(JdbcOperations jdbc, RunRecorder recorder) {
        this.jdbc = jdbc;
        this.recorder = recorder;
    }

    /**
     * What happened since the last time.
     *
     * @param latency counts by {@link LatencyHistogram} bucket
     */
    public record Delta(
            UUID endpointId, UUID runId, UUID projectId, long requests, long errors, long refused, long[] latency) {}

    /**
     * What goes on record.
     *
     * @param from first and last request of this record lie between these
     * @param callers requests by user
     */
    public record Period(
            UUID runId,
            Instant from,
            Instant to,
            long requests,
            long errors,
            long refused,
            long[] latency,
            Map<String, Long> callers) {}

    /** Adds to the figures of this minute. */
    @Transactional
    public void add(List<Delta> deltas) {
        OffsetDateTime minute = Instant.now().truncatedTo(ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC);
        jdbc.batchUpdate(ADD, deltas, deltas.size(), (PreparedStatement statement, Delta delta) -> {
            statement.setObject(1, delta.endpointId());
            statement.setObject(2, delta.runId());
            statement.setObject(3, minute);
            statement.setObject(4, delta.projectId());
            statement.setLong(5, delta.requests());
            statement.setLong(6, delta.errors());
            statement.setLong(7, delta.refused());
            Long[] latency = Arrays.stream(delta.latency()).boxed().toArray(Long[]::new);
            statement.setArray(8, statement.getConnection().createArrayOf("bigint", latency));
        });
    }

    /**
     * Puts usage on record in the chain of the run that served.
     *
     * @param key the same again is recorded once
     */
    public void record(String actor, String key, Period period) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("from", period.from().toString());
        data.put("to", period.to().toString());
        data.put("requests", period.requests());
        data.put("errors", period.errors());
        data.put("refused", period.refused());
        data.put("p50Millis", LatencyHistogram.quantileMillis(period.latency(), 0.5));
        data.put("p95Millis", LatencyHistogram.quantileMillis(period.latency(), 0.95));
        data.put("callers", period.callers());
        recorder.record(period.runId(), actor, List.of(new NewEvent("endpoint.usage", key, data)), false);
    }
}
