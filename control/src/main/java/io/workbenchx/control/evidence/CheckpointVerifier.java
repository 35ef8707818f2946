package io.workbenchx.control.evidence;

import io.workbenchx.control.evidence.Checkpoints.Head;
import io.workbenchx.control.run.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Verifies the checkpoints: that each is signed and continues the one before, that the heads beside it are those that were signed, and that
 * every head is still in its chain. So history that was rewritten or removed is found, also when whoever did it could drop the triggers
 * and made all hashes fit again.
 */
@Component
public class CheckpointVerifier {

    private static final int PAGE = 500;

    private static final String MISSING = """
            select h.checkpoint, h.log, h.chain, h.project_id, h.seq, h.hash from ops.audit_heads h
            where h.log = 'run' and not exists (select 1 from ops.run_events e where e.run_id = h.chain and e.seq = h.seq and e.hash = h.hash)
            union all
            select h.checkpoint, h.log, h.chain, h.project_id, h.seq, h.hash from ops.audit_heads h
            where h.log = 'audit' and not exists (select 1 from ops.audit_events e where e.chain = h.chain and e.seq = h.seq and e.hash = h.hash)
            order by checkpoint, log, chain limit 1
            """;

    private final JdbcClient jdbc;
    private final CanonicalJson json;
    private final EvidenceKeys keys;

    CheckpointVerifier(JdbcClient jdbc, CanonicalJson json, EvidenceKeys keys) {
        this.jdbc = jdbc;
        this.json = json;
        this.keys = keys;
    }

    /**
     * What was found.
     *
     * @param checkpoints that were read
     * @param heads they sign
     * @param latest sha256 of the last statement, to be compared with a copy kept elsewhere; null when there is none
     * @param firstBroken what is wrong with the first that does not hold; null when all do
     */
    public record Report(
            long checkpoints,
            long heads,
            @Nullable String latest,
            @Nullable String firstBroken) {

        public boolean ok() {
            return firstBroken == null;
        }
    }

    /**
     * Verifies all of them.
     *
     * @param kept sha256 of a checkpoint that somebody kept elsewhere, which must be among them; null when nobody did
     */
    @Transactional(readOnly = true)
    public Report verifyAll(@Nullable String kept) {
        long seq = 0;
        long heads = 0;
        String previous = null;
        boolean found = kept == null;
        List<Checkpoint> page = after(seq);
        while (!page.isEmpty()) {
            for (Checkpoint checkpoint : page) {
                Signed signed = heads(checkpoint.seq());
                String problem = problem(checkpoint, seq + 1, previous, signed);
                if (problem != null) {
                    return new Report(seq, heads, previous, "Checkpoint " + (seq + 1) + ": " + problem + ".");
                }
                seq = checkpoint.seq();
                heads += signed.count();
                previous = checkpoint.sha256();
                found |= previous.equals(kept);
            }
            page = after(seq);
        }
        return new Report(
                seq,
                heads,
                previous,
                found ? missing() : "The checkpoint " + kept + " is not there: the end of the log was cut off.");
    }

    private List<Checkpoint> after(long seq) {
        return jdbc.sql("""
                        select seq, at, statement, key_id, signature from ops.audit_checkpoints
                        where seq > ? order by seq limit ?
                        """).params(seq, PAGE).query(Checkpoints::row).list();
    }

    private record Signed(long count, String sha256) {}

    private Signed heads(long checkpoint) {
        MessageDigest sha256 = sha256();
        long[] count = {0};
        jdbc.sql("""
                        select log, chain, project_id, seq, hash from ops.audit_heads
                        where checkpoint = ? order by log, chain
                        """).param(checkpoint).query(row -> {
            sha256.update(Head.of(row, 0).line().getBytes(StandardCharsets.US_ASCII));
            count[0]++;
        });
        return new Signed(count[0], HexFormat.of().formatHex(sha256.digest()));
    }

    private @Nullable String problem(Checkpoint checkpoint, long expected, @Nullable String previous, Signed signed) {
        if (checkpoint.seq() != expected) {
            return "it is missing";
        }
        byte[] statement = checkpoint.statement().getBytes(StandardCharsets.UTF_8);
        if (!keys.verify(checkpoint.keyId(), statement, checkpoint.signatureBytes())) {
            return "it is not signed by the key of this workbench (key " + checkpoint.keyId() + ")";
        }
        try {
            return compare(checkpoint, json.read(checkpoint.statement()), previous, signed);
        } catch (JacksonException malformed) {
            return "the statement is not JSON";
        }
    }

    private static @Nullable String compare(
            Checkpoint checkpoint, JsonNode statement, @Nullable String previous, Signed signed) {
        if (statement.path("seq").asLong(-1) != checkpoint.seq()
                || !statement.path("at").asString("").equals(checkpoint.at().toString())) {
            return "number or time beside the statement differ from those in it";
        }
        if (!statement.path("prev").asString("").equals(previous == null ? Checkpoint.NO_STATEMENT : previous)) {
            return "it does not continue the one before it";
        }
        JsonNode heads = statement.path("heads");
        if (heads.path("count").asLong(-1) != signed.count()
                || !heads.path("sha256").asString("").equals(signed.sha256())) {
            return "the heads beside it are not those that were signed";
        }
        return null;
    }

    private @Nullable String missing() {
        return jdbc.sql(MISSING)
                .query((row, n) -> "Checkpoint " + row.getLong("checkpoint") + " signed event " + row.getLong("seq")
                        + " of " + (row.getString("log").equals("run") ? "run " : "the audit log of project ")
                        + row.getString("chain") + ", which is not there any more.")
                .optional()
                .orElse(null);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", missing);
        }
    }
}
