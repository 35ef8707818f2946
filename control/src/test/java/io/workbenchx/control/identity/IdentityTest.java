package io.workbenchx.control.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.AccessKeys.IssuedKey;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunOutcome;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class IdentityTest {

    private static final ControlContext CONTROL = ControlContext.shared();

    private final Identity identity = CONTROL.get(Identity.class);
    private final AccessKeys keys = CONTROL.get(AccessKeys.class);
    private final JdbcClient owner = JdbcClient.create(TestDatabase.owner());
    private final UserAccount ana = CONTROL.user(Role.ENGINEER);

    @Test
    void knowsTheOwnerOfAKey() {
        IssuedKey key = identity.issueKey(ana.id(), "laptop", null);

        assertThat(key.value()).matches("wbx_[A-Za-z0-9_-]{43}");
        assertThat(identity.verifyKey(key.value())).hasValueSatisfying(caller -> {
            assertThat(caller.userId()).isEqualTo(ana.id());
            assertThat(caller.role()).isEqualTo(Role.ENGINEER);
            assertThat(caller.keyId()).isEqualTo(key.id());
            assertThat(caller.isRun()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wbx_", "x' OR pg_sleep(8)--", "wbx_x' OR '1'='1"})
    void knowsNobodyByAWrongKey(String key) {
        assertThat(identity.verifyKey(key)).isEmpty();
    }

    @Test
    void knowsNobodyByAKeyThatDiffersInOneCharacterOrIsTooLong() {
        String key = identity.issueKey(ana.id(), "laptop", null).value();
        char last = key.charAt(key.length() - 1);

        assertThat(identity.verifyKey(key.substring(0, key.length() - 1) + (last == 'A' ? 'B' : 'A')))
                .isEmpty();
        assertThat(identity.verifyKey(key + " ")).isEmpty();
        assertThat(identity.verifyKey("wbx_" + "a".repeat(10_000))).isEmpty();
    }

    @Test
    void storesNoKeyAndNoPassword() {
        String key = identity.issueKey(ana.id(), "laptop", null).value();
        UserAccount bob = identity.createUser("bob" + unique(), Role.VIEWER, "correct horse");

        String stored = owner.sql("select string_agg(k::text, ' ') from ops.api_keys k where user_id = ?")
                .param(ana.id())
                .query(String.class)
                .single();
        assertThat(stored).doesNotContain(key, key.substring(4));
        assertThat(bob.passwordHash()).startsWith("$argon2id$").doesNotContain("correct horse");
    }

    @Test
    void forgetsARevokedKey() {
        IssuedKey key = identity.issueKey(ana.id(), "laptop", null);
        keys.revoke(Caller.onBehalfOf(ana), ana, key.id());

        assertThat(identity.verifyKey(key.value())).isEmpty();
        assertThatNotFound(() -> keys.revoke(Caller.onBehalfOf(ana), ana, key.id()));
    }

    @Test
    void revokesOnlyKeysOfTheSameUser() {
        IssuedKey key = identity.issueKey(ana.id(), "laptop", null);

        assertThatNotFound(() -> keys.revoke(Caller.onBehalfOf(ana), CONTROL.user(Role.ENGINEER), key.id()));
        assertThat(identity.verifyKey(key.value())).isPresent();
    }

    @Test
    void forgetsAKeyThatExpired() {
        String lasting =
                identity.issueKey(ana.id(), "lasting", Duration.ofDays(1)).value();
        String expired =
                identity.issueKey(ana.id(), "expired", Duration.ofSeconds(-1)).value();

        assertThat(identity.verifyKey(lasting)).isPresent();
        assertThat(identity.verifyKey(expired)).isEmpty();
    }

    @Test
    void forgetsEveryKeyAndThePasswordOfADisabledUser() {
        UserAccount bob = identity.createUser("bob" + unique(), Role.VIEWER, "correct horse");
        String key = identity.issueKey(bob.id(), "laptop", null).value();

        owner.sql("update ops.users set disabled_at = now() where id = ?")
                .param(bob.id())
                .update();

        assertThat(identity.verifyKey(key)).isEmpty();
        assertThat(identity.verifyPassword(bob.name(), "correct horse")).isEmpty();
    }

    @Test
    void knowsAUserByTheRightPasswordOnly() {
        UserAccount bob = identity.createUser("bob" + unique(), Role.VIEWER, "correct horse");

        assertThat(identity.verifyPassword(bob.name(), "correct horse"))
                .hasValueSatisfying(caller -> assertThat(caller.userId()).isEqualTo(bob.id()));
        assertThat(identity.verifyPassword(bob.name(), "wrong horse")).isEmpty();
        assertThat(identity.verifyPassword(bob.name(), "")).isEmpty();
        assertThat(identity.verifyPassword("nobody", "correct horse")).isEmpty();
        assertThat(identity.verifyPassword(ana.name(), "a user without a password"))
                .isEmpty();
    }

    @Test
    void takesTheTokenOfARunAwayWhenTheRunEnds() {
        Project project = CONTROL.project(Caller.onBehalfOf(ana));
        UUID run = openRun(project);
        String token = identity.issueRunToken(ana.id(), project.id(), run, Duration.ofDays(1))
                .value();
        assertThat(identity.verifyKey(token)).hasValueSatisfying(caller -> {
            assertThat(caller.runId()).isEqualTo(run);
            assertThat(caller.projectId()).isEqualTo(project.id());
        });

        CONTROL.get(RunRecorder.class).finish(run, "worker", RunOutcome.failed(FailureCode.CANCELLED, "enough"));

        assertThat(identity.verifyKey(token)).isEmpty();
        assertThat(keys.of(ana.id())).isEmpty();
    }

    @Test
    void makesTheFirstAdminOnlyWhenThereIsNobody() {
        assertThat(identity.createFirstAdmin()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ana", "-a", "a b", "a/b", "ana\n", "é"})
    void refusesNamesThatAreNone(String name) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> identity.createUser(name, Role.VIEWER, null))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.SPEC_INVALID));
    }

    @Test
    void refusesANameThatIsTaken() {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> identity.createUser(ana.name(), Role.VIEWER, null))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.CONFLICT));
    }

    private UUID openRun(Project project) {
        return JdbcClient.create(TestDatabase.workbench())
                .sql("""
                        select id from ops.admit_run(?, ?, 'tracking', '{}', '', '', ?, 'ana', ?, '', 3, true,
                          array[]::text[], array[]::numeric[], null, null, null, null, true, '{}')
                        """)
                .params(UuidCreator.getTimeOrderedEpoch(), project.id(), ana.id())
                .param(unique())
                .query(UUID.class)
                .single();
    }

    private static String unique() {
        return UUID.randomUUID().toString();
    }

    private static void assertThatNotFound(Runnable call) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(call::run)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.NOT_FOUND));
    }
}
