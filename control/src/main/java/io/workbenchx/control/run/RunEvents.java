package io.workbenchx.control.run;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads the event log. */
@Component
public class RunEvents {

    private final JdbcClient jdbc;

    RunEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One event of a run's chain.
     *
     * @param record canonical JSON, the very text that was hashed; holds actor, at, data, prev, project, run, seq, type
     * @param hash lower-case hex of sha256(record)
     */
    public record Event(UUID runId, int seq, String type, Instant at, String record, String hash) {}

    /** Events after a sequence number, in order. */
    @Transactional(readOnly = true)
    public List<Event> after(UUID runId, int seq, int limit) {
        return jdbc.sql(
                        "select run_id, seq, type, at, record, hash from ops.run_events where run_id = ? and seq > ? order by seq limit ?")
                .params(runId, seq, limit)
                .query((row, n) -> new Event(
                        row.getObject("run_id", UUID.class),
                        row.getInt("seq"),
                        row.getString("type"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("record"),
                        HexFormat.of().formatHex(row.getBytes("hash"))))
                .list();
    }
}
