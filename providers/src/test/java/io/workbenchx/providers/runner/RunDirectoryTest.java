package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

    private static final UUID RUN = UUID.fromString("01999999-0000-7000-8000-0123456789ab");

    @TempDir
    Path runs;

    @Test
    void leavesRoomForTheLongestNameInTheUsualHome() {
        Path socket = RunDirectory.of(Path.of("/var/lib/workbenchx/runs"), RUN, "n".repeat(32), 999)
                .serviceSocket();

        assertThat(socket.toString().length()).isLessThanOrEqualTo(RunDirectory.SOCKET_PATH_BYTES);
    }

    @Test
    void findsTheLatestAttemptThatWasStarted() throws IOException {
        for (String name : new String[] {"main-2", "main-10", "main-3-11", "mai-12"}) {
            Path directory = Files.createDirectory(runs.resolve("0123456789ab-" + name));
            Files.createFile(directory.resolve("pid.json"));
        }
        Files.createDirectory(runs.resolve("0123456789ab-main-20"));

        assertThat(RunDirectory.latest(runs, RUN, "main").orElseThrow().path()).hasFileName("0123456789ab-main-10");
        assertThat(RunDirectory.latest(runs, RUN, "main-3").orElseThrow().path())
                .hasFileName("0123456789ab-main-3-11");
        assertThat(RunDirectory.latest(runs, RUN, "other")).isEmpty();
    }

    @Test
    void refusesDirectoriesOfOthers() {
        WorkloadHandle handle = new WorkloadHandle("process", RUN, "main", 1, "/etc");

        assertThatThrownBy(() -> RunDirectory.of(runs, handle)).isInstanceOf(RunnerException.class);
    }
}
