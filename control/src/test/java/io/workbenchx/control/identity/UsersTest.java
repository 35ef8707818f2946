package io.workbenchx.control.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The last administrator, passwords, and what the database keeps of secrets. */
class UsersTest {

    private static final ControlContext CONTROL = ControlContext.shared();
    private static final String PASSWORD = "correct horse battery";

    private final Users users = CONTROL.get(Users.class);
    private final Identity identity = CONTROL.get(Identity.class);
    private final Caller by = Caller.onBehalfOf(CONTROL.user(Role.VIEWER));
    private final JdbcClient owner = JdbcClient.create(TestDatabase.owner());

    @Test
    void theLastAdministratorCannotBeDisabledNorDemoted() {
        UserAccount one = CONTROL.user(Role.ADMIN);
        List<String> others = others(one);
        others.forEach(name -> users.disable(by, name));
        try {
            assertThatRefused(() -> users.disable(by, one.name()), FailureCode.CONFLICT);
            assertThatRefused(() -> users.setRole(by, one.name(), Role.ENGINEER), FailureCode.CONFLICT);
            UserAccount another = CONTROL.user(Role.ADMIN);
            assertThat(users.setRole(by, one.name(), Role.ENGINEER).role()).isEqualTo(Role.ENGINEER);
            assertThatRefused(() -> users.disable(by, another.name()), FailureCode.CONFLICT);
        } finally {
            others.forEach(name -> users.enable(by, name));
        }
    }

    private List<String> others(UserAccount one) {
        return users.all().stream()
                .filter(user -> user.role() == Role.ADMIN
                        && user.disabledAt() == null
                        && !user.id().equals(one.id()))
                .map(UserAccount::name)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "abababababababab"})
    void refusesWeakPasswords(String password) {
        UserAccount user = CONTROL.user(Role.VIEWER);

        assertThatRefused(() -> users.resetPassword(by, user.name(), password), FailureCode.SPEC_INVALID);
        assertThatRefused(() -> users.resetPassword(by, user.name(), user.name()), FailureCode.SPEC_INVALID);
        assertThatRefused(() -> users.resetPassword(by, user.name(), "x".repeat(100_000)), FailureCode.SPEC_INVALID);
    }

    @Test
    void aNewPasswordTakesThePlaceOfTheOldOne() {
        UserAccount user = CONTROL.user(Role.VIEWER);
        users.resetPassword(by, user.name(), PASSWORD);
        assertThat(identity.verifyPassword(user.name(), PASSWORD)).isPresent();

        users.changePassword(Caller.onBehalfOf(user), "another horse battery");

        assertThat(identity.verifyPassword(user.name(), PASSWORD)).isEmpty();
        assertThat(identity.verifyPassword(user.name(), "another horse battery"))
                .isPresent();
    }

    @Test
    void anUnknownUserCostsTheSameComparisonAsAKnownOne() {
        AtomicInteger compared = new AtomicInteger();
        Passwords passwords = new Passwords(new PasswordEncoder() {
            @Override
            public String encode(CharSequence password) {
                return "hash of " + password;
            }

            @Override
            public boolean matches(CharSequence password, String hash) {
                compared.incrementAndGet();
                return hash.equals("hash of " + password);
            }
        });

        assertThat(passwords.matches("x", null)).isFalse();
        assertThat(passwords.matches("x", "hash of y")).isFalse();
        assertThat(passwords.matches("x", "hash of x")).isTrue();
        assertThat(compared).hasValue(3);
    }

    @Test
    void keepsSigningKeysEncryptedAndRefreshTokensAsHashes() {
        SigningKeys.SigningKey key = CONTROL.get(SigningKeys.class).trusted().get(0);

        byte[] stored = owner.sql("select private_key from ops.signing_keys where id = ?")
                .param(key.id())
                .query(byte[].class)
                .single();

        assertThat(stored).isNotEqualTo(key.privateKey().getEncoded());
        assertThat(indexOf(stored, key.privateKey().getS().toByteArray())).isNegative();
    }

    private static int indexOf(byte[] text, byte[] part) {
        for (int i = 0; i + part.length <= text.length; i++) {
            if (java.util.Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    private static void assertThatRefused(Runnable call, FailureCode code) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(call::run)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
