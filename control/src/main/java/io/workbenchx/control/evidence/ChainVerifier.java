package io.workbenchx.control.evidence;

import io.workbenchx.control.evidence.RunChain.Head;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
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
        return ChainReader.read(jdbc, SELECT + "where r.id = ? order by e.seq", runId, ChainVerifier::begun);
    }

    /** The chains of all runs. */
    @Transactional(readOnly = true)
    public ChainReport verifyAll() {
        ChainReport report = ChainReader.read(jdbc, SELECT + "order by r.id, e.seq", null, ChainVerifier::begun);
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
                    report.chains(),
                    report.events(),
                    new ChainReport.Broken(run, seq, "Event " + seq + " of run " + run + ": there is no such run."));
        });
    }

    private static RunChain begun(ResultSet row) throws SQLException {
        return new RunChain(new Head(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getString("state"),
                row.getInt("last_seq"),
                row.getBytes("last_hash")));
    }
}
