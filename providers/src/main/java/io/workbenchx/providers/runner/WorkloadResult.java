package io.workbenchx.providers.runner;

import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import io.workbenchx.providers.runner.WorkloadStatus.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a workload left about its end: the shim's record, bubblewrap's, or neither.
 *
 * @param exit by the shim; empty when it was killed or runs on
 * @param sandboxCode by bubblewrap; the only code when the shim was killed
 */
record WorkloadResult(
        LaunchRecord launch,
        Map<String, String> exit,
        Map<String, String> usage,
        Optional<Integer> sandboxCode,
        boolean stopped) {

    /** 128 + SIGXCPU. */
    private static final int CPU_SIGNAL = 152;
    /** 128 + SIGXFSZ. */
    private static final int FILE_SIGNAL = 153;
    /** 128 + SIGKILL. */
    private static final int KILLED = 137;

    static WorkloadResult of(RunDirectory directory) {
        Map<String, String> exit = keyValues(directory.exit());
        return new WorkloadResult(
                WorkloadProcess.read(directory),
                exit,
                exit.isEmpty() ? keyValues(directory.usage()) : exit,
                SandboxStatus.of(directory.sandboxStatus()).flatMap(SandboxStatus::exitCode),
                Files.exists(directory.stopped()));
    }

    /** Whether the shim saw the end. */
    boolean complete() {
        return !exit.isEmpty();
    }

    /** The sandbox could not be made. */
    boolean neverBegan() {
        return launch.sandboxed() && complete() && sandboxCode.isEmpty() && number("code") != KILLED;
    }

    /** To be asked when nothing of it is alive. */
    WorkloadStatus ended() {
        Reason reason = reason();
        return new WorkloadStatus(false, reason == Reason.LOST ? null : code(), reason, used());
    }

    Usage used() {
        return new Usage(number("cpu") / 1000.0, number("peak"));
    }

    private Reason reason() {
        if (stopped) {
            return Reason.STOPPED;
        }
        switch (exit.getOrDefault("reason", "")) {
            case "cpu":
                return Reason.CPU_LIMIT;
            case "wall":
                return Reason.WALL_LIMIT;
            case "disk":
                return Reason.DISK_LIMIT;
            default:
                return unforced();
        }
    }

    /** Nobody of ours ended it. */
    private Reason unforced() {
        Integer code = code();
        if (number("oom") > 0) {
            return Reason.OUT_OF_MEMORY;
        }
        boolean logLost = complete() && number("pumped") != 0;
        if (code == null || logLost || (launch.sandboxed() && sandboxCode.isEmpty())) {
            return Reason.LOST;
        }
        boolean spent = launch.cpuSeconds() > 0 && used().cpuSeconds() >= launch.cpuSeconds();
        if (code == CPU_SIGNAL || (code == KILLED && spent)) {
            return Reason.CPU_LIMIT;
        }
        if (code == FILE_SIGNAL) {
            return Reason.DISK_LIMIT;
        }
        return code != 0 && number("pids") > 0 ? Reason.PROCESS_LIMIT : Reason.EXITED;
    }

    private @Nullable Integer code() {
        return complete() ? Integer.valueOf((int) number("code")) : sandboxCode.orElse(null);
    }

    private long number(String key) {
        String value = exit.containsKey(key) ? exit.get(key) : usage.get(key);
        return value == null || value.isEmpty() ? 0 : Long.parseLong(value);
    }

    private static Map<String, String> keyValues(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> line.split("=", 2))
                    .filter(parts -> parts.length == 2)
                    .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> parts[1]));
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw new RunnerException("cannot read " + file, e);
        }
    }
}
