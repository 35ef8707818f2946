package io.workbenchx.control.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.encryption.DataKeys;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.providers.secret.SecretStore;
import io.workbenchx.providers.secret.SecretStoreException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatabaseSecretStoreTest extends SecretStoreContract {

    private static final ControlContext CONTROL = ControlContext.shared();
    private static final String VALUE = "correct horse battery staple";

    private final Caller caller = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
    private final JdbcClient owner = JdbcClient.create(TestDatabase.owner());

    @Override
    SecretStore store() {
        return CONTROL.get(SecretStore.class);
    }

    @Override
    UUID project() {
        return CONTROL.project(caller).id();
    }

    @Test
    void storesNothingThatReadsLikeTheValue() {
        UUID project = project();
        store().put(project, "token", VALUE);

        assertThat(new String(ciphertext(project, "token", 1), StandardCharsets.ISO_8859_1))
                .doesNotContain("horse");
        store().put(project, "token", VALUE);
        assertThat(ciphertext(project, "token", 2)).isNotEqualTo(ciphertext(project, "token", 1));
    }

    /** A ciphertext opens only where it was put: not in another project, under another name, or as another version. */
    @Test
    void noticesCiphertextThatWasMovedOrAltered() {
        UUID project = project();
        store().put(project, "token", VALUE);
        store().put(project, "other", "something else");
        store().put(project, "other", "something else again");

        put(project, "other", 1, ciphertext(project, "token", 1));
        assertThatAltered(project, "other", 1);
        put(project, "other", 1, ciphertext(project, "other", 2));
        assertThatAltered(project, "other", 1);
        byte[] changed = ciphertext(project, "token", 1);
        changed[changed.length - 1] ^= 1;
        put(project, "token", 1, changed);
        assertThatAltered(project, "token", 1);
    }

    @Test
    void readsOldValuesAfterKeysWereRotated() {
        UUID project = project();
        store().put(project, "token", VALUE);
        UUID before = keyOf(project, 1);

        DataKeys.Rotation rotation = CONTROL.get(DataKeys.class).rotate();
        store().put(project, "token", "a newer value");

        assertThat(rotation.rewrapped()).isPositive();
        assertThat(rotation.created()).isPositive();
        assertThat(store().find(project, "token", 1)).contains(VALUE);
        assertThat(store().find(project, "token", 2)).contains("a newer value");
        assertThat(keyOf(project, 1)).isEqualTo(before);
        assertThat(keyOf(project, 2)).isNotEqualTo(before);
    }

    private void assertThatAltered(UUID project, String name, int version) {
        assertThatExceptionOfType(SecretStoreException.class)
                .isThrownBy(() -> store().find(project, name, version))
                .withMessageContaining("altered")
                .withMessageContaining(name);
    }

    private byte[] ciphertext(UUID project, String name, int version) {
        return owner.sql("select ciphertext from ops.secret_values where project_id = ? and name = ? and version = ?")
                .params(project, name, version)
                .query(byte[].class)
                .single();
    }

    private void put(UUID project, String name, int version, byte[] ciphertext) {
        owner.sql("update ops.secret_values set ciphertext = ? where project_id = ? and name = ? and version = ?")
                .params(ciphertext, project, name, version)
                .update();
    }

    private UUID keyOf(UUID project, int version) {
        return owner.sql("select key_id from ops.secret_values where project_id = ? and name = 'token' and version = ?")
                .params(project, version)
                .query(UUID.class)
                .single();
    }
}
