package io.workbenchx.control.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterSecretTest {

    @TempDir
    Path home;

    @Test
    void derivesAKeyPerPurposeAndTheSameOneEveryTime() {
        Path file = home.resolve("keys/master.key");

        byte[] apiKeys = MasterSecret.load(null, file).derive("api-key");

        assertThat(apiKeys).hasSize(32).isEqualTo(MasterSecret.load("", file).derive("api-key"));
        assertThat(apiKeys).isNotEqualTo(MasterSecret.load(null, file).derive("evidence"));
    }

    @Test
    void keepsTheSecretFromOthers() throws Exception {
        Path file = home.resolve("master.key");
        MasterSecret.load(null, file);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void agreesOnOneSecretWhenManyProcessesStartAtOnce() {
        Path file = home.resolve("master.key");

        Set<String> keys = IntStream.range(0, 64)
                .parallel()
                .mapToObj(n ->
                        HexFormat.of().formatHex(MasterSecret.load(null, file).derive("api-key")))
                .collect(Collectors.toSet());

        assertThat(keys).hasSize(1);
    }

    @Test
    void prefersTheConfiguredSecretAndRefusesAShortOne() {
        Path file = home.resolve("master.key");

        assertThat(MasterSecret.load("ab".repeat(32), file).derive("x"))
                .isEqualTo(MasterSecret.load(" " + "AB".repeat(32), file).derive("x"));
        assertThat(file).doesNotExist();
        assertThatIllegalStateException()
                .isThrownBy(() -> MasterSecret.load("ab".repeat(16), file))
                .withMessageContaining("openssl rand -hex 32");
    }
}
