package io.workbenchx.control.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.evidence.ChainReport.Broken;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** SECURITY N41, N42 for the audit log: nobody who is only the application can change it, and what its owner changes is found. */
class AuditVerifierTest {

    private static final UUID INSTALLATION = new UUID(0, 0);

    private final ControlContext control = ControlContext.shared();
    private final AuditLog log = control.get(AuditLog.class);
    private final AuditVerifier verifier = control.get(AuditVerifier.class);
    private final Caller ana = Caller.onBehalfOf(control.user(Role.ENGINEER));
    private final Project project = control.project(ana);
    private final JdbcClient application = JdbcClient.create(TestDatabase.application());
    private final JdbcClient owner = JdbcClient.create(TestDatabase.owner());

    @Test
    void keepsAChainForEachProjectAndOneForTheInstallation() {
        Caller withKey = new Caller(ana.userId(), ana.name(), ana.role(), UUID.randomUUID(), null, null);
        log.record(withKey, project, "thing.done", "things/1", Map.of("b", 2, "a", "x"));
        log.record(ana, null, "thing.done", "things/2", Map.of());
        log.recordUnidentified("eve", "sign_in.failed", "users/eve", Map.of());

        assertThat(verifier.verify(project.id())).isEqualTo(new ChainReport(1, 4, null));
        assertThat(verifier.verify(INSTALLATION).ok()).isTrue();
        assertThat(verifier.verify(INSTALLATION).events()).isGreaterThanOrEqualTo(2);
        assertThat(verifier.verifyAll().ok()).isTrue();
        JsonNode last = records().get(3);
        assertThat(last.path("actor").asString()).isEqualTo(ana.name());
        assertThat(last.path("project").asString()).isEqualTo(project.id().toString());
        assertThat(last.path("data").toString())
                .isEqualTo("{\"a\":\"x\",\"apiKey\":\"" + withKey.keyId() + "\",\"b\":2}");
    }

    @Test
    void recordsWhoMadeAProjectItsMemberAndItsBudget() {
        assertThat(records())
                .extracting(record -> record.path("type").asString())
                .containsExactly("project.created", "member.set", "budget.set");
        assertThat(records().get(1).path("subject").asString()).isEqualTo("users/" + ana.name());
    }

    @Test
    void namesThatLookLikeFurtherRecordsStayInTheirOwn() {
        String name = "eve\r\n\u001b[2J{\"actor\":\"admin\",\"seq\":9}\u0000\",\"type\":\"x";
        log.record(ana, project, "thing.done", name, Map.of(name, name));

        JsonNode record = records().get(3);
        assertThat(record.path("subject").asString()).isEqualTo(name.replace('\0', '\uFFFD'));
        assertThat(record.path("data").path(name).asString()).isEqualTo(name);
        assertThat(record.path("type").asString()).isEqualTo("thing.done");
        assertThat(texts().get(3)).doesNotContainPattern("\\p{Cntrl}");
        assertThat(verifier.verify(project.id())).isEqualTo(new ChainReport(1, 4, null));
    }

    @Test
    void eventsAtTheSameTimeGetNumbersWithoutGaps() {
        IntStream.range(0, 200)
                .parallel()
                .forEach(n -> log.record(ana, project, "thing.done", "things/" + n, Map.of()));

        assertThat(verifier.verify(project.id())).isEqualTo(new ChainReport(1, 203, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ops.audit_events set record = record",
                "delete from ops.audit_events",
                "truncate ops.audit_events",
                "insert into ops.audit_events (chain, seq, type, actor, subject, at, record, hash) values (gen_random_uuid(), 1, 't', 'a', 's', '2001-01-01', '{}', '')",
                "update ops.audit_chains set last_seq = 0",
                "delete from ops.audit_chains",
                "truncate ops.audit_chains cascade",
                "insert into ops.audit_chains (chain) values (gen_random_uuid())",
                "alter table ops.audit_events disable trigger all",
                "drop trigger no_change on ops.audit_events",
                "create or replace function ops.append_only() returns trigger language plpgsql as 'begin return null; end'"
            })
    void refusesTheApplicationEveryChangeOfTheLog(String sql) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> application.sql(sql).query((row, n) -> 0).list())
                .havingRootCause()
                .withMessageMatching("(?s).*(permission denied|must be owner).*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ops.audit_events set record = record where chain = ?",
                "delete from ops.audit_events where chain = ?",
                "delete from ops.audit_chains where chain = ?"
            })
    void refusesEvenItsOwnerWhileTheTriggersStand(String sql) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> owner.sql(sql).param(project.id()).update())
                .havingRootCause()
                .withMessageContaining("is append-only");
    }

    @Test
    void namesTheRecordItsOwnerRewrote() {
        Broken broken =
                whileChanged("update ops.audit_events set record = replace(record, 'ADMIN', 'VIEWER') where seq = 2");

        assertThat(broken.chain()).isEqualTo(project.id());
        assertThat(broken.seq()).isEqualTo(2);
        assertThat(broken.reason()).contains("altered");
    }

    @Test
    void namesTheGapOfADeletedRecord() {
        assertThat(whileChanged("delete from ops.audit_events where seq = 2").seq())
                .isEqualTo(2);
    }

    @Test
    void namesTheEndOfALogThatWasCutShort() {
        assertThat(whileChanged("delete from ops.audit_events where seq = 3").seq())
                .isEqualTo(3);
    }

    @Test
    void findsAnotherPersonBesideTheRecord() {
        assertThat(whileChanged("update ops.audit_events set actor = 'eve' where seq = 3")
                        .seq())
                .isEqualTo(3);
    }

    /** Changes the project's log as its owner, looks, and undoes it. */
    private Broken whileChanged(String change) {
        return undone(
                jdbc -> jdbc.sql(change + " and chain = ?").param(project.id()).update());
    }

    private Broken undone(Consumer<JdbcClient> change) {
        owner.sql("create table ops.kept_audit as select * from ops.audit_events where chain = '" + project.id() + "'")
                .update();
        owner.sql("alter table ops.audit_events disable trigger no_change").update();
        try {
            change.accept(owner);
            Broken broken = verifier.verify(project.id()).firstBroken();
            assertThat(verifier.verifyAll().firstBroken()).isEqualTo(broken);
            return broken;
        } finally {
            owner.sql("delete from ops.audit_events where chain = ?")
                    .param(project.id())
                    .update();
            owner.sql("insert into ops.audit_events select * from ops.kept_audit")
                    .update();
            owner.sql("drop table ops.kept_audit").update();
            owner.sql("alter table ops.audit_events enable trigger no_change").update();
        }
    }

    private List<String> texts() {
        return owner.sql("select record from ops.audit_events where chain = ? order by seq")
                .param(project.id())
                .query(String.class)
                .list();
    }

    private List<JsonNode> records() {
        return texts().stream().map(JsonMapper.shared()::readTree).toList();
    }
}
