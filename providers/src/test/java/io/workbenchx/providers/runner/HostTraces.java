package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a workload leaves on its host: nothing. */
final class HostTraces {

    private HostTraces() {}

    /** Stops and removes a workload of the process runner; then there is no process, control group, mount or file of it. */
    static void requireNone(Runner runner, Path runs, WorkloadHandle handle) throws IOException {
        Path path = Path.of(handle.directory());
        if (!Files.exists(path)) {
            return;
        }
        LaunchRecord record = WorkloadProcess.read(RunDirectory.of(runs.toRealPath(), handle));
        runner.stop(handle, Duration.ZERO);
        runner.remove(handle);
        assertThat(path).doesNotExist();
        List<Path> groups = record.groups().stream().map(Path::of).toList();
        assertThat(groups).allSatisfy(group -> assertThat(group).doesNotExist());
        assertThat(record.uid() == null ? List.of() : ProcessTable.ofUser(record.uid()))
                .as("processes of " + handle)
                .isEmpty();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(handle.directory());
    }
}
