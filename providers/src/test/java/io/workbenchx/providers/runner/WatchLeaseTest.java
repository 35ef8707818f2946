package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchLeaseTest {

    @TempDir
    Path runs;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private RunDirectory directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = new RunDirectory(Files.createDirectory(runs.resolve("0123456789ab-main-1")));
    }

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @Test
    void isHeldByOneAndGivenBack() {
        WatchLease first = WatchLease.take(directory, timer);
        assertThatThrownBy(() -> WatchLease.take(directory, timer)).isInstanceOf(LeaseLostException.class);
        first.check();

        first.close();

        try (WatchLease second = WatchLease.take(directory, timer)) {
            assertThat(second.fence()).isGreaterThan(first.fence());
            second.check();
        }
    }

    /** As when its holder was stopped: it still has the kernel's lock, and goes on later as if nothing had happened. */
    @Test
    void goesToTheNextWhenItsHolderStandsStill() throws IOException {
        WatchLease paused = WatchLease.take(directory, timer);
        Files.writeString(
                directory.path().resolve("renewed." + paused.fence()),
                Long.toString(ProcessTable.uptimeMillis() - 21_000));

        try (WatchLease next = WatchLease.take(directory, timer)) {
            assertThat(next.fence()).isEqualTo(paused.fence() + 1);
            assertThatThrownBy(paused::check).isInstanceOf(LeaseLostException.class);
            paused.close();
            next.check();
        }
    }
}
