package io.workbenchx.providers.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpretersTest {

    @TempDir
    Path folder;

    private Interpreter host;
    private Path copies;

    @BeforeEach
    void openFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        copies = Files.createDirectory(folder.resolve("copies"));
        host = new Interpreters(copies, null).choose();
    }

    @Test
    void choosesOneThatEverybodyCanReach() {
        assertThat(host.recent()).isTrue();
        assertThat(host.reachable()).isTrue();
        assertThat(host.name()).matches("cpython-3\\.\\d+\\.\\d+.*");
        assertThat(host.platform()).matches("(linux|darwin)-[a-z0-9_]+.*");
    }

    @Test
    void copiesTheOneOfAPrivateFolder() throws IOException {
        Interpreter inPrivate = pretendPrivate();

        Interpreter copy = new InterpreterCopy(copies).of(inPrivate);
        Interpreter again = new InterpreterCopy(copies).of(inPrivate);

        assertThat(again).isEqualTo(copy);
        assertThat(copy.reachable()).isTrue();
        assertThat(copy.prefix().getParent()).isEqualTo(copies.toRealPath());
        assertThat(copy.name()).isEqualTo(host.name());
        assertThat(new Command(
                                folder,
                                List.of(copy.executable().toString(), "-c", "import json, ssl, zlib; print('ok')"))
                        .run(Map.of(), line -> {}))
                .containsExactly("ok");
    }

    @Test
    void ignoresOldPythonsAndThingsThatAreNone() throws IOException {
        script("python3", "echo cpython-3.9.1; echo linux-x86_64; echo /usr/bin/python3.9; echo /usr; echo 309");
        script("python3.11", "exit 3");
        script("python3.12", "echo hello");

        assertThatThrownBy(() -> new Interpreters(copies, null, List.of(folder)).choose())
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("no Python 3.11 or newer")
                .hasMessageContaining("install python3");
    }

    @Test
    void usesTheOneThatIsConfigured() {
        Interpreter configured = new Interpreters(copies, host.executable().toString()).choose();

        assertThat(configured).isEqualTo(host);
        assertThatThrownBy(() -> new Interpreters(copies, "/no/such/python").choose())
                .hasMessageContaining("/no/such/python");
    }

    /** A whole Python in a folder that only its owner can enter. */
    private Interpreter pretendPrivate() throws IOException {
        Path home = folder.resolve("private");
        Path prefix = home.resolve("python");
        Path library = host.prefix().resolve("lib/python3." + minor());
        Files.createDirectories(prefix.resolve("bin"));
        Files.copy(host.executable(), prefix.resolve("bin/python3." + minor()));
        Folders.copy(library, prefix.resolve("lib/python3." + minor()), path -> !path.endsWith("test"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Interpreter asked = Interpreter.ask(prefix.resolve("bin/python3." + minor()));
        assertThat(asked).isNotNull();
        assertThat(asked.reachable()).isFalse();
        return asked;
    }

    private String minor() {
        return host.name().split("\\.")[1];
    }

    private void script(String name, String body) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
