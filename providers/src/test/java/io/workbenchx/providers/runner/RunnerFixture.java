package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A runner in a directory of its own; whatever a test leaves alive is stopped after it. */
abstract class RunnerFixture {

    /** Generous: these tests wait for things that happen, never for time to pass. */
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    /** Open to other users, as which workloads may run. */
    Path home;

    Runner runner;
    private final List<WorkloadHandle> started = new CopyOnWriteArrayList<>();

    /** A runner over the same place as every other one that this test makes, as another process would have it. */
    abstract Runner makeRunner();

    /** Stops and removes a workload, and looks whether really nothing of it is left. */
    abstract void remove(WorkloadHandle handle) throws IOException;

    @BeforeEach
    void prepare() throws IOException {
        // Not @TempDir: that one is closed to other users, and workloads are other users.
        home = Files.createTempDirectory("wbx");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        runner = makeRunner();
    }

    @AfterEach
    void removeEverything() throws IOException {
        for (WorkloadHandle handle : started) {
            remove(handle);
        }
        HostCommand.require(List.of("rm", "-rf", "--", home.toString()));
    }

    WorkloadHandle start(TestWorkload workload) {
        return started(runner.start(workload.spec()));
    }

    /** Remembers one that somebody else started. */
    WorkloadHandle started(WorkloadHandle handle) {
        started.add(handle);
        return handle;
    }

    WorkloadStatus run(TestWorkload workload) {
        return end(start(workload));
    }

    WorkloadStatus end(WorkloadHandle handle) {
        await(() -> !runner.status(handle).running());
        return runner.status(handle);
    }

    String log(WorkloadHandle handle) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        LogChunk chunk = runner.readLog(handle, 0, 1 << 20);
        while (chunk.content().length > 0) {
            all.writeBytes(chunk.content());
            chunk = runner.readLog(handle, chunk.offset() + chunk.content().length, 1 << 20);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    void awaitLog(WorkloadHandle handle, String text) {
        await(() -> log(handle).contains(text));
    }

    /** Ends of what ran are awaited, so that a script's failure is seen with its output. */
    String output(TestWorkload workload) {
        WorkloadHandle handle = start(workload);
        end(handle);
        return log(handle);
    }

    static void await(BooleanSupplier condition) {
        assertThat(Waiting.within(DEADLINE, "a test's condition", condition::getAsBoolean))
                .as("came true within " + DEADLINE)
                .isTrue();
    }

    static boolean root() {
        return ProcessTable.ownUid() == 0;
    }
}
