package io.workbenchx.control.evidence;

import io.workbenchx.control.evidence.RunChain.Head;
import io.workbenchx.control.evidence.RunChain.Stored;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Verifies the event log in the database (GOV-6): every hash, every link, no gap, and that the runs' rows agree with their logs. Reads one
 * snapshot as a stream, so that runs may go on meanwhile and a million events need no memory.
 */
@Component
public class ChainVerifier {

    private static final int FETCH = 5000;

    private static final String SELECT = """
            select r.id, r.project_id, r.state, r.last_seq, r.last_hash, e.seq, e.type, e.at, e.record, e.hash
            from ops.runs r left join ops.run_events e on e.run_id = r.id
            """;

    private static final String ORPHAN = """
            select e.run_id, e.seq from ops.run_events e
            where not exists (select 1 from ops.runs r where r.id = e.run_id) order by e.run_id, e.seq limit 1
            """;

    private final JdbcOperations jdbc;

    ChainVerifier(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** The chain of one run. */
    @Transactional(readOnly = true)
    public ChainReport verify(UUID runId) {
        return read(SELECT + "where r.id = ? order by e.seq", runId);
    }

    /** All chains there are. */
    @Transactional(readOnly = true)
    public ChainReport verifyAll() {
        ChainReport report = read(SELECT + "order by r.id, e.seq", null);
        return report.ok() ? withoutOrphans(report) : report;
    }

    private ChainReport withoutOrphans(ChainReport report) {
        return jdbc.query(ORPHAN, (ResultSetExtractor<ChainReport>) rows -> {
            if (!rows.next()) {
                return report;
            }
            UUID run = rows.getObject("run_id", UUID.class);
            int seq = rows.getInt("seq");
            return new ChainReport(
                    report.runs(),
                    report.events(),
                    new ChainReport.Broken(run, seq, "Event " + seq + " of run " + run + ": there is no such run."));
        });
    }

    private ChainReport read(String sql, @Nullable UUID runId) {
        return jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(sql);
                    statement.setFetchSize(FETCH);
                    if (runId != null) {
                        statement.setObject(1, runId);
                    }
                    return statement;
                },
                (ResultSetExtractor<ChainReport>) ChainVerifier::follow);
    }

    private static ChainReport follow(ResultSet rows) throws SQLException {
        RunChain chain = null;
        long runs = 0;
        long events = 0;
        ChainReport.Broken broken = null;
        while (broken == null && rows.next()) {
            UUID run = rows.getObject("id", UUID.class);
            if (chain == null || !chain.run().equals(run)) {
                broken = chain == null ? null : chain.end();
                chain = new RunChain(head(rows, run));
                runs++;
            }
            if (broken == null && rows.getObject("seq") != null) {
                broken = chain.next(stored(rows));
                events++;
            }
        }
        if (broken == null && chain != null) {
            broken = chain.end();
        }
        return new ChainReport(runs, events, broken);
    }

    private static Head head(ResultSet row, UUID run) throws SQLException {
        return new Head(
                run,
                row.getObject("project_id", UUID.class),
                row.getString("state"),
                row.getInt("last_seq"),
                row.getBytes("last_hash"));
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getInt("seq"),
                row.getString("type"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("record"),
                row.getBytes("hash"));
    }
}
