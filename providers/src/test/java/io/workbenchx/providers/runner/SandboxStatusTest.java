package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxStatusTest {

    @TempDir
    Path directory;

    @Test
    void readsBothRecords() throws IOException {
        Path file = Files.writeString(
                directory.resolve("status.json"),
                "{ \"child-pid\": 77, \"cgroup-namespace\": 1, \"pid-namespace\": 42, \"uts-namespace\": 2 }\n{ \"exit-code\": 137 }\n");

        assertThat(SandboxStatus.of(file)).contains(new SandboxStatus(77, Optional.of("pid:[42]"), Optional.of(137)));
    }

    @Test
    void hasNoCodeBeforeTheEndNorFromHalfARecord() throws IOException {
        Path file = Files.writeString(directory.resolve("status.json"), "{ \"child-pid\": 77 }\n{ \"exit-code\": 1");

        assertThat(SandboxStatus.of(file).orElseThrow().exitCode()).isEmpty();
        assertThat(SandboxStatus.of(directory.resolve("absent"))).isEmpty();
    }

    @Test
    void doesNotTakeAnotherProcessForTheSandbox() {
        long own = ProcessHandle.current().pid();
        Optional<String> namespace = ProcessTable.pidNamespace(own);

        assertThat(new SandboxStatus(own, namespace, Optional.empty()).init()).contains(own);
        assertThat(new SandboxStatus(own, Optional.of("pid:[1]"), Optional.empty()).init())
                .isEmpty();
    }
}
