package io.workbenchx.control.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.evidence.ChainReport.Broken;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;

/** SECURITY N41: nobody who is only the application can change the log, and what its owner changes is found. */
class ChainVerifierTest {

    private final RunFixture fixture = new RunFixture();

    @Test
    void findsEveryChainUnbroken() {
        UUID run = fixture.finished();
        UUID open = fixture.start("probe", RunFixture.SPEC, RunFixture.sha256(RunFixture.SPEC));

        assertThat(fixture.verifier().verify(run)).isEqualTo(new ChainReport(1, 6, null));
        assertThat(fixture.verifier().verify(open)).isEqualTo(new ChainReport(1, 2, null));
        assertThat(fixture.verifier().verifyAll().ok()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ops.run_events set record = record",
                "delete from ops.run_events",
                "truncate ops.run_events",
                "update ops.PARTITION set record = record",
                "delete from ops.PARTITION",
                "truncate ops.PARTITION",
                "alter table ops.run_events disable trigger all",
                "drop trigger no_change on ops.run_events",
                "drop trigger no_truncate on ops.PARTITION",
                "insert into ops.run_events (run_id, project_id, seq, type, at, record, hash) values (gen_random_uuid(), gen_random_uuid(), 1, 't', '2001-01-01', '{}', '')",
                "insert into ops.PARTITION (run_id, seq, type, at, record, hash) values (gen_random_uuid(), 1, 't', now(), '{}', '')",
                "select ops.append_locked(gen_random_uuid(), gen_random_uuid(), 1, '', 'eve', 't', null, '{}')",
                "update ops.runs set state = 'SUCCEEDED'",
                "update ops.runs set last_hash = ''",
                "delete from ops.runs",
                "update ops.run_budgets set spent = 0",
                "set role wbx_owner",
                "create or replace function ops.forbid_change() returns trigger language plpgsql as 'begin return null; end'"
            })
    void refusesTheApplicationEveryChangeOfTheLog(String sql) {
        fixture.finished();
        String partition = fixture.jdbc
                .sql(
                        "select inhrelid::regclass::text from pg_inherits where inhparent = 'ops.run_events'::regclass limit 1")
                .query(String.class)
                .single();

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> fixture.jdbc
                        .sql(sql.replace("ops.PARTITION", partition))
                        .query((row, n) -> 0)
                        .list())
                .havingRootCause()
                .withMessageMatching("(?s).*(permission denied|must be owner|must be able to SET ROLE).*");
    }

    @Test
    void refusesEvenItsOwnerWhileTheTriggersStand() {
        UUID run = fixture.finished();
        List<String> changes = List.of(
                "update ops.run_events set record = record where run_id = ?",
                "delete from ops.run_events where run_id = ?");

        for (String change : changes) {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> fixture.owner.sql(change).param(run).update())
                    .havingRootCause()
                    .withMessageContaining("run_events is append-only");
        }
    }

    @Test
    void namesTheRecordItsOwnerRewrote() {
        UUID run = fixture.finished();

        Broken broken = whileChanged(
                run,
                "update ops.run_events set record = replace(record, 'worker', 'nobody') where run_id = ? and seq = 4");

        assertThat(broken.run()).isEqualTo(run);
        assertThat(broken.seq()).isEqualTo(4);
        assertThat(broken.reason()).contains("altered");
    }

    @Test
    void namesTheRecordAfterOneThatWasRewrittenWithItsHash() {
        UUID run = fixture.finished();

        Broken broken = whileChanged(run, """
                update ops.run_events set record = replace(record, 'worker', 'nobody'),
                  hash = sha256(convert_to(replace(record, 'worker', 'nobody'), 'UTF8')) where run_id = ? and seq = 4
                """);

        assertThat(broken.seq()).isEqualTo(5);
        assertThat(broken.reason()).contains("does not continue");
    }

    @Test
    void namesTheGapOfADeletedRecord() {
        assertThat(whileChanged(fixture.finished(), "delete from ops.run_events where run_id = ? and seq = 3")
                        .seq())
                .isEqualTo(3);
    }

    @Test
    void namesTheEndOfALogThatWasCutShort() {
        assertThat(whileChanged(fixture.finished(), "delete from ops.run_events where run_id = ? and seq = 6")
                        .seq())
                .isEqualTo(6);
    }

    @Test
    void findsALogThatWasDeletedWhole() {
        assertThat(whileChanged(fixture.finished(), "delete from ops.run_events where run_id = ?")
                        .seq())
                .isEqualTo(1);
    }

    @Test
    void findsATimeThatWasMoved() {
        Broken broken = whileChanged(
                fixture.finished(),
                "update ops.run_events set at = at - interval '1 day' where run_id = ? and seq = 2");

        assertThat(broken.seq()).isEqualTo(2);
        assertThat(broken.reason()).contains("time");
    }

    @Test
    void findsAStateThatNoEventExplains() {
        UUID run = fixture.finished();
        fixture.owner
                .sql("update ops.runs set state = 'FAILED' where id = ?")
                .param(run)
                .update();
        try {
            assertThat(fixture.verifier().verify(run).firstBroken().reason()).contains("the run's row says FAILED");
        } finally {
            fixture.owner
                    .sql("update ops.runs set state = 'SUCCEEDED' where id = ?")
                    .param(run)
                    .update();
        }
    }

    /** Changes the log as its owner, looks, and puts everything back for the other tests of this database. */
    private Broken whileChanged(UUID run, String change) {
        fixture.owner
                .sql("create table ops.kept as select * from ops.run_events where run_id = '" + run + "'")
                .update();
        fixture.owner
                .sql("alter table ops.run_events disable trigger no_change")
                .update();
        try {
            fixture.owner.sql(change).param(run).update();
            Broken broken = fixture.verifier().verify(run).firstBroken();
            assertThat(fixture.verifier().verifyAll().firstBroken()).isEqualTo(broken);
            return broken;
        } finally {
            fixture.owner
                    .sql("delete from ops.run_events where run_id = ?")
                    .param(run)
                    .update();
            fixture.owner
                    .sql("insert into ops.run_events select * from ops.kept")
                    .update();
            fixture.owner.sql("drop table ops.kept").update();
            fixture.owner
                    .sql("alter table ops.run_events enable trigger no_change")
                    .update();
        }
    }
}
