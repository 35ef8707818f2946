package io.workbenchx.control.evidence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Verifies the chains of the audit log (GOV-6) as {@link ChainVerifier} does those of the runs. */
@Component
public class AuditVerifier {

    private static final String SELECT = """
            select c.chain as id, c.last_seq, c.last_hash, e.seq, e.type, e.actor, e.subject, e.at, e.record, e.hash
            from ops.audit_chains c left join ops.audit_events e on e.chain = c.chain
            """;

    private final JdbcOperations jdbc;

    AuditVerifier(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** The chain of one project. */
    @Transactional(readOnly = true)
    public ChainReport verify(UUID project) {
        return ChainReader.read(jdbc, SELECT + "where c.chain = ? order by e.seq", project, AuditChain::new);
    }

    /** All chains there are. */
    @Transactional(readOnly = true)
    public ChainReport verifyAll() {
        return ChainReader.read(jdbc, SELECT + "order by c.chain, e.seq", null, AuditChain::new);
    }

    private static final class AuditChain implements ChainReader.Chain {

        private static final UUID INSTALLATION = new UUID(0, 0);
        /** Actor and subject are compared too, as they are meant and not as they are escaped: each record is parsed. */
        private static final String NEVER = "\n";

        private final UUID id;
        private final long lastSeq;
        private final String lastHash;
        private final HashChain chain;
        private String actor = "";
        private String subject = "";

        AuditChain(ResultSet row) throws SQLException {
            this.id = row.getObject("id", UUID.class);
            this.lastSeq = row.getLong("last_seq");
            this.lastHash = HexFormat.of().formatHex(row.getBytes("last_hash"));
            String project = id.equals(INSTALLATION) ? "" : id.toString();
            this.chain = new HashChain(
                    record -> project.equals(record.path("project").asString(""))
                            && record.has("project")
                            && actor.equals(record.path("actor").asString(""))
                            && subject.equals(record.path("subject").asString("")),
                    event -> NEVER);
        }

        @Override
        public UUID id() {
            return id;
        }

        @Override
        public ChainReport.@Nullable Broken next(ResultSet row) throws SQLException {
            actor = row.getString("actor");
            subject = row.getString("subject");
            String problem = chain.next(ChainReader.stored(row));
            return problem == null ? null : broken(chain.length() + 1, problem);
        }

        @Override
        public ChainReport.@Nullable Broken end() {
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
