package io.workbenchx.control.evidence;

import io.workbenchx.control.evidence.HashChain.Stored;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Verifies the chains of the audit log (GOV-6) as {@link ChainVerifier} does those of the runs. */
@Component
public class AuditVerifier {

    private static final int FETCH = 5000;

    private static final String SELECT = """
            select c.chain, c.last_seq, c.last_hash, e.seq, e.type, e.actor, e.subject, e.at, e.record, e.hash
            from ops.audit_chains c left join ops.audit_events e on e.chain = c.chain
            """;

    private final JdbcOperations jdbc;

    AuditVerifier(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** The chain of one project. */
    @Transactional(readOnly = true)
    public ChainReport verify(UUID project) {
        return read(SELECT + "where c.chain = ? order by e.seq", project);
    }

    /** All chains there are. */
    @Transactional(readOnly = true)
    public ChainReport verifyAll() {
        return read(SELECT + "order by c.chain, e.seq", null);
    }

    private ChainReport read(String sql, @Nullable UUID chain) {
        return jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(sql);
                    statement.setFetchSize(FETCH);
                    if (chain != null) {
                        statement.setObject(1, chain);
                    }
                    return statement;
                },
                (ResultSetExtractor<ChainReport>) AuditVerifier::follow);
    }

    private static ChainReport follow(ResultSet rows) throws SQLException {
        AuditChain chain = null;
        long chains = 0;
        long events = 0;
        ChainReport.Broken broken = null;
        while (broken == null && rows.next()) {
            UUID id = rows.getObject("chain", UUID.class);
            if (chain == null || !chain.id.equals(id)) {
                broken = chain == null ? null : chain.end();
                chain = new AuditChain(id, rows.getLong("last_seq"), rows.getBytes("last_hash"));
                chains++;
            }
            if (broken == null && rows.getObject("seq") != null) {
                broken = chain.next(rows);
                events++;
            }
        }
        if (broken == null && chain != null) {
            broken = chain.end();
        }
        return new ChainReport(chains, events, broken);
    }

    private static final class AuditChain {

        private static final UUID INSTALLATION = new UUID(0, 0);
        /** Actor and subject are compared too, as they are meant and not as they are escaped: each record is parsed. */
        private static final String NEVER = "\n";

        private final UUID id;
        private final long lastSeq;
        private final String lastHash;
        private final HashChain chain;
        private String actor = "";
        private String subject = "";

        AuditChain(UUID id, long lastSeq, byte[] lastHash) {
            this.id = id;
            this.lastSeq = lastSeq;
            this.lastHash = HexFormat.of().formatHex(lastHash);
            String project = id.equals(INSTALLATION) ? "" : id.toString();
            this.chain = new HashChain(
                    record -> project.equals(record.path("project").asString(""))
                            && record.has("project")
                            && actor.equals(record.path("actor").asString(""))
                            && subject.equals(record.path("subject").asString("")),
                    event -> NEVER);
        }

        ChainReport.@Nullable Broken next(ResultSet row) throws SQLException {
            actor = row.getString("actor");
            subject = row.getString("subject");
            String problem = chain.next(new Stored(
                    row.getLong("seq"),
                    row.getString("type"),
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getString("record"),
                    row.getBytes("hash")));
            return problem == null ? null : broken(chain.length() + 1, problem);
        }

        ChainReport.@Nullable Broken end() {
            if (chain.length() != lastSeq) {
                return broken(
                        chain.length() + 1,
                        "the chain counts " + lastSeq + " events but the log ends with " + chain.length());
            }
            return chain.head().equals(lastHash)
                    ? null
                    : broken(lastSeq, "the hash kept with the chain is not the one of the last event");
        }

        private ChainReport.Broken broken(long at, String reason) {
            String whose = id.equals(INSTALLATION) ? "the installation" : "project " + id;
            return new ChainReport.Broken(
                    id, at, "Event " + at + " of the audit log of " + whose + ": " + reason + ".");
        }
    }
}
