package io.workbenchx.control.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.MasterSecret;
import io.workbenchx.control.identity.Role;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class DataKeysTest {

    private static final ControlContext CONTROL = ControlContext.shared();
    private static final byte[] TEXT = "a text".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PLACE = "a place".getBytes(StandardCharsets.UTF_8);

    private final DataKeys keys = CONTROL.get(DataKeys.class);
    private final JdbcClient owner = JdbcClient.create(TestDatabase.owner());
    private final UUID project =
            CONTROL.project(Caller.onBehalfOf(CONTROL.user(Role.ENGINEER))).id();

    @Test
    void makesAKeyPerProjectAndPurpose() {
        UUID other =
                CONTROL.project(Caller.onBehalfOf(CONTROL.user(Role.ENGINEER))).id();

        List<UUID> ids = List.of(
                keys.current(project, KeyPurpose.SECRETS).id(),
                keys.current(project, KeyPurpose.PAYLOADS).id(),
                keys.current(other, KeyPurpose.PAYLOADS).id(),
                keys.current(null, KeyPurpose.PAYLOADS).id());

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(keys.current(project, KeyPurpose.SECRETS).id()).isEqualTo(ids.get(0));
    }

    @Test
    void twoProcessesMakeOneKey() {
        List<UUID> ids = IntStream.range(0, 16)
                .parallel()
                .mapToObj(n -> process(CONTROL.get(WrappingKeys.class))
                        .current(project, KeyPurpose.SECRETS)
                        .id())
                .distinct()
                .toList();

        assertThat(ids).hasSize(1);
    }

    @Test
    void anotherProcessReadsWhatOneWrote() throws Exception {
        DataKey key = keys.current(project, KeyPurpose.SECRETS);
        byte[] text = key.encrypt(TEXT, PLACE);

        DataKey elsewhere =
                process(CONTROL.get(WrappingKeys.class)).find(key.id()).orElseThrow();

        assertThat(elsewhere.decrypt(text, PLACE)).isEqualTo(TEXT);
        assertThat(elsewhere.projectId()).isEqualTo(project);
    }

    @Test
    void rotationMakesNewKeysAndKeepsTheOldOnesReadable() throws Exception {
        DataKey old = keys.current(project, KeyPurpose.SECRETS);
        byte[] text = old.encrypt(TEXT, PLACE);
        int generation = generation(old.id());

        DataKeys.Rotation rotation = keys.rotate();

        assertThat(rotation.generation()).isGreaterThan(generation);
        assertThat(generation(old.id())).isEqualTo(rotation.generation());
        assertThat(keys.current(project, KeyPurpose.SECRETS).id()).isNotEqualTo(old.id());
        DataKey reopened =
                process(CONTROL.get(WrappingKeys.class)).find(old.id()).orElseThrow();
        assertThat(reopened.decrypt(text, PLACE)).isEqualTo(TEXT);
    }

    @Test
    void aKeyMovedToAnotherRowDoesNotOpen() {
        DataKey mine = keys.current(project, KeyPurpose.SECRETS);
        DataKey other = keys.current(project, KeyPurpose.PAYLOADS);
        byte[] wrapped = wrapped(other.id());
        try {
            rewrite(other.id(), wrapped(mine.id()));

            assertThatIllegalStateException()
                    .isThrownBy(() -> process(CONTROL.get(WrappingKeys.class)).find(other.id()))
                    .withMessageContaining(other.id().toString())
                    .withMessageContaining("altered");
        } finally {
            rewrite(other.id(), wrapped);
        }
    }

    @Test
    void onlyTheSecretOfTheInstallationOpensKeys() {
        MasterSecret first = MasterSecret.of("11".repeat(32));
        MasterSecret second = MasterSecret.of("22".repeat(32));
        WrappingKeys.Owner whose = new WrappingKeys.Owner(UUID.randomUUID(), project, KeyPurpose.SECRETS);
        byte[] wrapped = new WrappingKeys(List.of(first)).create(whose, 3);

        assertThatIllegalStateException()
                .isThrownBy(() -> new WrappingKeys(List.of(second)).unwrap(wrapped, whose, 3))
                .withMessageContaining("WORKBENCHX_SECRET");
        assertThatIllegalStateException().isThrownBy(() -> new WrappingKeys(List.of(first)).unwrap(wrapped, whose, 4));
        assertThat(new WrappingKeys(List.of(second, first)).unwrap(wrapped, whose, 3))
                .isNotNull();
    }

    /** After a change of the installation's secret, a rotation makes the earlier one superfluous. */
    @Test
    void rotationMovesKeysToTheNewSecret() throws Exception {
        MasterSecret first = MasterSecret.of("11".repeat(32));
        MasterSecret second = MasterSecret.of("22".repeat(32));
        WrappingKeys.Owner whose = new WrappingKeys.Owner(UUID.randomUUID(), project, KeyPurpose.SECRETS);
        byte[] wrapped = new WrappingKeys(List.of(first)).create(whose, 1);
        byte[] text = new WrappingKeys(List.of(first)).unwrap(wrapped, whose, 1).encrypt(TEXT, PLACE);

        byte[] rewrapped = new WrappingKeys(List.of(second, first)).rewrap(wrapped, whose, 1, 2);

        DataKey key = new WrappingKeys(List.of(second)).unwrap(rewrapped, whose, 2);
        assertThat(key.decrypt(text, PLACE)).isEqualTo(TEXT);
    }

    @Test
    void keysAreNotInTheDatabaseInClear() {
        DataKey key = keys.current(project, KeyPurpose.SECRETS);

        // What Tink writes of a key in clear names its type.
        assertThat(new String(wrapped(key.id()), StandardCharsets.ISO_8859_1)).doesNotContain("AesGcmKey");
        assertThat(HexFormat.of().formatHex(wrapped(key.id()))).hasSizeGreaterThan(2 * 32);
        assertThat(key.toString()).doesNotContain("aead");
    }

    /** The keys as a process that has just started sees them. */
    private static DataKeys process(WrappingKeys wrapping) {
        return new DataKeys(wrapping, CONTROL.get(KeyDatabase.class));
    }

    private int generation(UUID key) {
        return owner.sql("select wrap_generation from ops.data_keys where id = ?")
                .param(key)
                .query(Integer.class)
                .single();
    }

    private byte[] wrapped(UUID key) {
        return owner.sql("select wrapped from ops.data_keys where id = ?")
                .param(key)
                .query(byte[].class)
                .single();
    }

    private void rewrite(UUID key, byte[] wrapped) {
        owner.sql("update ops.data_keys set wrapped = ? where id = ?")
                .params(wrapped, key)
                .update();
    }
}
