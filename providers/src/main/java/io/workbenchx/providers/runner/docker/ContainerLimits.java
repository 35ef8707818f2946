package io.workbenchx.providers.runner.docker;

import io.workbenchx.providers.runner.HostCommand;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import io.workbenchx.providers.runner.WorkloadStatus.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The limits that Docker does not know: CPU time of the whole tree, wall-clock time, and what is written. They hold while the workload is
 * watched; the workflow's own timeout stands behind them.
 *
 * @param written folders whose content counts
 */
record ContainerLimits(double cpuSeconds, Duration wall, long diskBytes, List<String> written) {

    private static final Duration DISK_EVERY = Duration.ofSeconds(2);

    static final Map<String, String> MECHANISMS = Map.of(
            "memory", "docker",
            "processes", "docker",
            "cpu", "poll",
            "wall", "poll",
            "disk", "poll, and ulimit per file",
            "network", "docker none",
            "kill", "docker");

    /** The limit that is exceeded, if any. */
    Optional<Reason> exceeded(Usage usage, Instant started, ContainerDirectory directory) {
        if (cpuSeconds > 0 && usage.cpuSeconds() >= cpuSeconds) {
            return Optional.of(Reason.CPU_LIMIT);
        }
        if (!wall.isZero() && Instant.now().isAfter(started.plus(wall))) {
            return Optional.of(Reason.WALL_LIMIT);
        }
        if (diskBytes > 0 && due(directory.path().resolve("measured")) && size() > diskBytes) {
            return Optional.of(Reason.DISK_LIMIT);
        }
        return Optional.empty();
    }

    private static boolean due(Path measured) {
        try {
            boolean due = !Files.exists(measured)
                    || Files.getLastModifiedTime(measured)
                            .toInstant()
                            .plus(DISK_EVERY)
                            .isBefore(Instant.now());
            if (due) {
                Files.write(measured, new byte[0]);
            }
            return due;
        } catch (IOException e) {
            throw new RunnerException("cannot look at " + measured, e);
        }
    }

    /** By du, which counts what is really taken, and what it cannot enter was written by nobody else. */
    private long size() {
        List<String> command = new ArrayList<>(List.of("du", "-skxc", "--"));
        command.addAll(written);
        String output = HostCommand.run(command).output();
        String total = output.substring(output.lastIndexOf('\n') + 1);
        String kilobytes = total.split("\\s+", 2)[0];
        return kilobytes.matches("[0-9]{1,15}") ? Long.parseLong(kilobytes) * 1024 : 0;
    }
}
