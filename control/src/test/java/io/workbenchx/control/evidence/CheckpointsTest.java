package io.workbenchx.control.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.f4b6a3.uuid.UuidCreator;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.run.CanonicalJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** SECURITY N41: what was signed and then changed is found, also when whoever changed it made every hash fit again. */
class CheckpointsTest {

    private static JdbcClient owner;
    private static HikariDataSource database;

    @TempDir
    Path home;

    private JdbcClient jdbc;
    private TransactionTemplate transactions;
    private EvidenceKeys keys;
    private CanonicalJson json;
    private UUID project;
    private UUID user;

    @BeforeAll
    static void makeADatabaseToTakeApart() {
        TestDatabase.Scratch scratch = TestDatabase.scratch("checkpoints");
        owner = JdbcClient.create(scratch.owner());
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(scratch.application());
        pool.setMaximumPoolSize(4);
        pool.setConnectionInitSql("set wbx.scope = 'workbench'");
        database = new HikariDataSource(pool);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void startAfresh() {
        owner.sql("""
                        alter table ops.audit_checkpoints disable trigger user; alter table ops.audit_heads disable trigger user;
                        alter table ops.audit_events disable trigger no_change; alter table ops.audit_chains disable trigger no_removal;
                        alter table ops.run_events disable trigger no_change;
                        delete from ops.audit_heads; delete from ops.audit_checkpoints; delete from ops.audit_events; delete from ops.audit_chains
                        """).update();
        jdbc = JdbcClient.create(database);
        transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        keys = new EvidenceKeys(home);
        json = ControlContext.shared().get(CanonicalJson.class);
        user = UUID.randomUUID();
        project = UUID.randomUUID();
        String name = "p" + project.toString().substring(0, 8);
        jdbc.sql("insert into ops.users (id, name, role) values (?, ?, 'ENGINEER')")
                .params(user, name)
                .update();
        jdbc.sql("insert into ops.projects (id, name, created_by) values (?, ?, ?)")
                .params(project, name, user)
                .update();
        append("thing.done", 3);
    }

    @Test
    void signsWhatIsNewAndNothingElse() {
        Checkpoints checkpoints = checkpoints();
        Checkpoint first = sign(checkpoints).orElseThrow();
        assertThat(sign(checkpoints)).isEmpty();
        append("thing.done", 1);
        Checkpoint second = sign(checkpoints).orElseThrow();

        assertThat(second.seq()).isEqualTo(first.seq() + 1);
        assertThat(json.read(second.statement()).path("prev").asString()).isEqualTo(first.sha256());
        assertThat(json.read(second.statement()).path("heads").path("count").asInt())
                .isEqualTo(1);
        assertThat(verify(null)).isEqualTo(new CheckpointVerifier.Report(2, heads(), second.sha256(), null));
    }

    @Test
    void signsRunsToo() {
        UUID run = run();
        sign(checkpoints());

        assertThat(owner.sql("select seq from ops.audit_heads where chain = ? and log = 'run'")
                        .param(run)
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        assertThat(verify(null).ok()).isTrue();
    }

    @Test
    void aRestartedWorkerSignsWhatItsPredecessorLeftOut() {
        sign(checkpoints());
        UUID run = run();
        owner.sql("update ops.run_events set at = at - interval '1 day' where run_id = ?")
                .param(run)
                .update();

        assertThat(sign(checkpoints())).isPresent();
        assertThat(owner.sql("select count(*) from ops.audit_heads where chain = ?")
                        .param(run)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void findsHistoryThatWasRewrittenWithAllItsHashes() {
        sign(checkpoints());
        rewriteAll();

        assertThat(new AuditVerifier(new JdbcTemplate(database)).verify(project).ok())
                .as("the chain itself looks whole")
                .isTrue();
        assertThat(verify(null).firstBroken())
                .contains("signed event 3 of the audit log of project " + project, "not there any more");
    }

    @Test
    void findsAChainThatWasRemovedWithItsHead() {
        sign(checkpoints());
        owner.sql("delete from ops.audit_events where chain = ?").param(project).update();
        owner.sql("delete from ops.audit_chains where chain = ?").param(project).update();

        assertThat(verify(null).firstBroken()).contains("not there any more");
    }

    @Test
    void findsARunThatWasCutShortAndItsRowWithIt() {
        UUID run = run();
        sign(checkpoints());
        owner.sql("delete from ops.run_events where run_id = ? and seq = 2")
                .param(run)
                .update();
        owner.sql("""
                        update ops.runs set last_seq = 1, state = 'QUEUED', last_hash = (select hash from ops.run_events where run_id = ? and seq = 1)
                        where id = ?
                        """).params(run, run).update();

        assertThat(new ChainVerifier(new JdbcTemplate(database)).verify(run).ok())
                .isTrue();
        assertThat(verify(null).firstBroken()).contains("signed event 2 of run " + run);
        owner.sql("delete from ops.run_events where run_id = ?").param(run).update();
        owner.sql("delete from ops.runs where id = ?").param(run).update();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ops.audit_checkpoints set statement = replace(statement, '\"count\":', '\"count\":1') where seq = 1",
                "update ops.audit_checkpoints set at = at - interval '1 day' where seq = 1",
                "update ops.audit_checkpoints set signature = set_byte(signature, 5, 255 - get_byte(signature, 5)) where seq = 1",
                "update ops.audit_checkpoints set key_id = repeat('0', 64) where seq = 1",
                "delete from ops.audit_heads where checkpoint = 1",
                "update ops.audit_heads set hash = sha256('x') where checkpoint = 1",
                "update ops.audit_heads set seq = 1 where checkpoint = 1"
            })
    void findsACheckpointThatWasChanged(String change) {
        sign(checkpoints());
        append("thing.done", 1);
        sign(checkpoints());
        owner.sql(change).update();

        assertThat(verify(null).firstBroken()).startsWith("Checkpoint 1: ");
    }

    @Test
    void findsACheckpointThatWasRemoved() {
        sign(checkpoints());
        append("thing.done", 1);
        sign(checkpoints());
        owner.sql("delete from ops.audit_heads where checkpoint = 1").update();
        owner.sql("delete from ops.audit_checkpoints where seq = 1").update();

        assertThat(verify(null).firstBroken()).isEqualTo("Checkpoint 1: it is missing.");
    }

    @Test
    void findsAnEndThatWasCutOffWithACopyKeptElsewhere() {
        sign(checkpoints());
        append("thing.done", 1);
        String kept = sign(checkpoints()).orElseThrow().sha256();
        assertThat(verify(kept).ok()).isTrue();
        owner.sql("delete from ops.audit_heads where checkpoint = 2").update();
        owner.sql("delete from ops.audit_checkpoints where seq = 2").update();

        assertThat(verify(null).ok()).isTrue();
        assertThat(verify(kept).firstBroken()).contains(kept, "cut off");
    }

    @Test
    void refusesACheckpointOfAnotherKeyUnlessItsPublicHalfWasKept() throws Exception {
        sign(checkpoints());
        String id = keys.keyId();
        String pem = keys.publicKeyPem();
        Files.delete(home.resolve("evidence.key"));
        keys = new EvidenceKeys(home);
        assertThat(verify(null).firstBroken()).contains("not signed by the key of this workbench");

        Files.writeString(home.resolve("evidence-" + id + ".pub"), pem);

        assertThat(verify(null).ok()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ops.audit_checkpoints set statement = ''",
                "delete from ops.audit_checkpoints",
                "truncate ops.audit_checkpoints cascade",
                "insert into ops.audit_checkpoints (seq, at, statement, key_id, signature) values (99, now(), '{}', '', '')",
                "update ops.audit_heads set seq = 1",
                "delete from ops.audit_heads",
                "insert into ops.audit_heads (checkpoint, log, chain, seq, hash) values (1, 'run', gen_random_uuid(), 1, '')",
                "insert into ops.run_materials (run_id, project_id, role, kind, name, digest) values (gen_random_uuid(), gen_random_uuid(), 'INPUT', 'code', 'git', 'x')",
                "delete from ops.run_materials",
                "update ops.run_costs set amount = 0"
            })
    void refusesTheApplicationEveryChange(String sql) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> jdbc.sql(sql).update())
                .havingRootCause()
                .withMessageContaining("permission denied");
    }

    private Checkpoints checkpoints() {
        return new Checkpoints(jdbc, json, keys);
    }

    private Optional<Checkpoint> sign(Checkpoints checkpoints) {
        Supplier<Optional<Checkpoint>> signing = checkpoints::sign;
        return transactions.execute(status -> signing.get());
    }

    private CheckpointVerifier.Report verify(String kept) {
        return new CheckpointVerifier(jdbc, json, keys).verifyAll(kept);
    }

    private long heads() {
        return owner.sql("select count(*) from ops.audit_heads")
                .query(Long.class)
                .single();
    }

    private void append(String type, int times) {
        for (int i = 0; i < times; i++) {
            jdbc.sql("select ops.append_audit(?, 'ana', ?, 'things/1', '{}')")
                    .params(project, type)
                    .query(Long.class)
                    .single();
        }
    }

    private UUID run() {
        UUID run = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, 'probe', '{}', '', 'a probe', ?, 'ana', ?, '', 3, false, '{}', '{}',
                          null, null, null, null, true, '{}')
                        """)
                .params(run, project, user, run.toString())
                .query(String.class)
                .single();
        return run;
    }

    /** What an owner of the database could do who knows how the chain is made. */
    private void rewriteAll() {
        List<String> records =
                new ArrayList<>(owner.sql("select record from ops.audit_events where chain = ? order by seq")
                        .param(project)
                        .query(String.class)
                        .list());
        String head = "0".repeat(64);
        for (int i = 0; i < records.size(); i++) {
            String forged = records.get(i)
                    .replace("\"actor\":\"ana\"", "\"actor\":\"eve\"")
                    .replaceAll("\"prev\":\"[0-9a-f]{64}\"", "\"prev\":\"" + head + "\"");
            head = CanonicalJson.sha256(forged);
            owner.sql(
                            "update ops.audit_events set actor = 'eve', record = ?, hash = decode(?, 'hex') where chain = ? and seq = ?")
                    .params(forged, head, project, i + 1)
                    .update();
        }
        owner.sql("update ops.audit_chains set last_hash = decode(?, 'hex') where chain = ?")
                .params(head, project)
                .update();
    }
}
