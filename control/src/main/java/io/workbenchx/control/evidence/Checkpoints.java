package io.workbenchx.control.evidence;

import io.workbenchx.control.run.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Signs where the chains stand. Each line of the process's log that names a checkpoint is a copy of its digest outside of the database: with
 * one of them, checkpoints that were cut off the end are missed too.
 */
@Component
public class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    /** Heads in one checkpoint; what is left is signed by the next. */
    private static final int MOST_HEADS = 50_000;
    /** Longer than any transaction that appends, so that none is missed that began before the last checkpoint and ended after it. */
    private static final Duration OVERLAP = Duration.ofMinutes(15);

    private static final String GROWN = """
            select c.log, c.chain, c.project_id, c.seq, c.hash from (
              select 'run' as log, r.id as chain, r.project_id, r.last_seq::bigint as seq, r.last_hash as hash from ops.runs r where %s
              union all
              select 'audit', a.chain, a.project_id, a.last_seq, a.last_hash from ops.audit_chains a) c
            left join lateral (select h.seq from ops.audit_heads h where h.chain = c.chain order by h.seq desc limit 1) signed on true
            where c.seq > coalesce(signed.seq, 0) order by c.log, c.chain limit %d
            """;
    private static final String RECENT =
            "r.id in (select e.run_id from ops.run_events e where e.at > cast(? as timestamptz))";

    private final JdbcClient jdbc;
    private final CanonicalJson json;
    private final EvidenceKeys keys;
    /** The first time all chains are compared, whatever another process or an earlier build left out. */
    private final AtomicBoolean sawAll = new AtomicBoolean();

    Checkpoints(JdbcClient jdbc, CanonicalJson json, EvidenceKeys keys) {
        this.jdbc = jdbc;
        this.json = json;
        this.keys = keys;
    }

    record Head(String log, UUID chain, @Nullable UUID project, long seq, byte[] hash) {

        static Head of(ResultSet row, int number) throws SQLException {
            return new Head(
                    row.getString("log"),
                    row.getObject("chain", UUID.class),
                    row.getObject("project_id", UUID.class),
                    row.getLong("seq"),
                    row.getBytes("hash"));
        }

        /** As it is digested: one line, in the order of log and chain. */
        String line() {
            return log + " " + chain + " " + seq + " " + HexFormat.of().formatHex(hash) + "\n";
        }
    }

    /** Signs what is new; empty when nothing is, or another process signs just now. */
    @Transactional
    public Optional<Checkpoint> sign() {
        if (!jdbc.sql("select pg_try_advisory_xact_lock(7820005)")
                .query(Boolean.class)
                .single()) {
            return Optional.empty();
        }
        Optional<Checkpoint> last = latest(1).stream().findFirst();
        List<Head> heads = grown(sawAll.get() ? last : Optional.empty());
        boolean all = heads.size() < MOST_HEADS;
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                sawAll.set(all);
            }
        });
        if (heads.isEmpty()) {
            return Optional.empty();
        }
        Checkpoint fresh = make(last, heads);
        append(fresh, heads);
        LOG.info("Audit checkpoint {}: {} chains, sha256 {}", fresh.seq(), heads.size(), fresh.sha256());
        return Optional.of(fresh);
    }

    private List<Head> grown(Optional<Checkpoint> last) {
        if (last.isEmpty()) {
            return jdbc.sql(String.format(GROWN, "r.last_seq > 0", MOST_HEADS))
                    .query(Head::of)
                    .list();
        }
        return jdbc.sql(String.format(GROWN, RECENT, MOST_HEADS))
                .param(last.get().at().minus(OVERLAP).atOffset(ZoneOffset.UTC))
                .query(Head::of)
                .list();
    }

    private Checkpoint make(Optional<Checkpoint> last, List<Head> heads) {
        long seq = last.map(Checkpoint::seq).orElse(0L) + 1;
        Instant at = Instant.now().truncatedTo(ChronoUnit.MICROS);
        StringBuilder lines = new StringBuilder();
        heads.forEach(head -> lines.append(head.line()));
        String statement = json.write(Map.of(
                "at",
                at.toString(),
                "heads",
                Map.of("count", heads.size(), "sha256", CanonicalJson.sha256(lines.toString())),
                "prev",
                last.map(Checkpoint::sha256).orElse(Checkpoint.NO_STATEMENT),
                "seq",
                seq,
                "type",
                "workbenchx-checkpoint-v1"));
        byte[] signature = keys.sign(statement.getBytes(StandardCharsets.UTF_8));
        return new Checkpoint(
                seq, at, statement, keys.keyId(), Base64.getEncoder().encodeToString(signature));
    }

    private void append(Checkpoint fresh, List<Head> heads) {
        jdbc.sql("select ops.append_checkpoint(?, ?, ?, ?, ?, ?, cast(? as uuid[]), cast(? as uuid[]), ?, ?)")
                .params(
                        fresh.seq(),
                        fresh.at().atOffset(ZoneOffset.UTC),
                        fresh.statement(),
                        fresh.keyId(),
                        fresh.signatureBytes(),
                        heads.stream().map(Head::log).toArray(String[]::new),
                        texts(heads, Head::chain),
                        texts(heads, Head::project),
                        heads.stream().map(Head::seq).toArray(Long[]::new),
                        heads.stream().map(Head::hash).toArray(byte[][]::new))
                .query(Boolean.class)
                .single();
    }

    private static @Nullable String[] texts(List<Head> heads, Function<Head, @Nullable UUID> part) {
        return heads.stream()
                .map(part)
                .map(id -> id == null ? null : id.toString())
                .toArray(String[]::new);
    }

    /** The last ones, newest first. */
    @Transactional(readOnly = true)
    public List<Checkpoint> latest(int limit) {
        return jdbc.sql(
                        "select seq, at, statement, key_id, signature from ops.audit_checkpoints order by seq desc limit ?")
                .param(limit)
                .query(Checkpoints::row)
                .list();
    }

    static Checkpoint row(ResultSet row, int number) throws SQLException {
        return new Checkpoint(
                row.getLong("seq"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("statement"),
                row.getString("key_id"),
                Base64.getEncoder().encodeToString(row.getBytes("signature")));
    }
}
