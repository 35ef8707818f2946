package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLeaseTest {

    @TempDir
    Path directory;

    @Test
    void isHeldByOneAtATime() {
        Path file = directory.resolve("lease");
        FileLease first = FileLease.tryTake(file).orElseThrow();

        assertThat(FileLease.tryTake(file)).isEmpty();
        assertThat(FileLease.tryTake(directory.resolve("./lease"))).isEmpty();
        first.close();
        FileLease.tryTake(file).orElseThrow().close();
    }

    @Test
    void aRefusedTakerDoesNotGiveUpTheLockOfTheHolder() throws Exception {
        Path file = directory.resolve("lease");
        try (FileLease held = FileLease.tryTake(file).orElseThrow()) {
            FileLease.tryTake(file);

            // Another process asks the kernel, which forgets a POSIX lock when any descriptor of the file is closed.
            HostCommand.Result other = HostCommand.run(List.of(
                    "python3",
                    "-c",
                    "import fcntl,sys\ntry: fcntl.lockf(open(sys.argv[1], 'w'), fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
                            + "except OSError: print('held')",
                    file.toString()));
            assertThat(other.output()).isEqualTo("held");
        }
    }
}
