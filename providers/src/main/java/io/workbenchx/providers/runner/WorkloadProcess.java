package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** The processes of a workload, found by anybody on the host from what is in its directory; safe against reused process ids. */
final class WorkloadProcess {

    private static final Logger log = LoggerFactory.getLogger(WorkloadProcess.class);

    private final RunDirectory directory;
    private final LaunchRecord record;

    private WorkloadProcess(RunDirectory directory, LaunchRecord record) {
        this.directory = directory;
        this.record = record;
    }

    /** Written by the shim about itself. */
    record Shim(long pid, long start, String boot) {}

    static WorkloadProcess of(RunDirectory directory) {
        return new WorkloadProcess(directory, read(directory));
    }

    static LaunchRecord read(RunDirectory directory) {
        try {
            return Launcher.JSON.readValue(Files.readAllBytes(directory.record()), LaunchRecord.class);
        } catch (IOException | JacksonException e) {
            throw new RunnerException("workload " + directory.name() + " has no readable record", e);
        }
    }

    LaunchRecord record() {
        return record;
    }

    /** Whether the command itself was reached. */
    boolean begun() {
        if (Files.exists(directory.exit())) {
            return true;
        }
        return record.sandboxed() ? command().isPresent() : Files.exists(directory.launcher());
    }

    /** Whether anything of it is left. A dead shim leaves the workload running on, which is found by other marks. */
    boolean alive() {
        if (shimAlive()) {
            return true;
        }
        return !Files.exists(directory.exit()) && sameBoot() && !everything().isEmpty();
    }

    boolean shimAlive() {
        return shim().filter(this::isSame).isPresent();
    }

    /** SIGTERM to the command only; what it started is its own business. */
    void terminate() {
        command().flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroy);
    }

    /** SIGKILL to everything, by every way there is. */
    void kill() {
        if (!sameBoot()) {
            return;
        }
        String killFile = record.killFile();
        if (killFile != null && Files.exists(Path.of(killFile))) {
            try {
                Files.writeString(Path.of(killFile), "1");
            } catch (IOException e) {
                log.warn("{} cannot be used ({}); killing by process id", killFile, e.getMessage());
            }
        }
        Integer uid = record.uid();
        if (uid != null) { // all at once, so that nothing can fork away
            HostCommand.run(Stream.concat(Host.dropTo(uid).stream(), Stream.of("sh", "-c", "kill -KILL -1"))
                    .toList());
        }
        everything().stream().flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(ProcessHandle::destroyForcibly);
        launcher().flatMap(ProcessHandle::of).ifPresent(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    /** Kills and waits until nothing is left. */
    void killAll() {
        boolean gone = Waiting.within(Waiting.DEADLINE, directory.name() + " to end", () -> {
            if (alive()) {
                kill();
            }
            return !alive();
        });
        if (!gone) {
            throw new RunnerException("workload " + directory.name() + " cannot be killed: " + everything(), null);
        }
    }

    /** Whether it ended by itself in time. */
    boolean endsWithin(Duration grace) {
        return Waiting.within(grace, directory.name() + " to end", () -> !alive());
    }

    /** First process of the sandbox; in the host, its death takes all others along. */
    private Optional<Long> sandboxInit() {
        return SandboxStatus.of(directory.sandboxStatus()).flatMap(status -> status.init());
    }

    private Optional<Long> command() {
        Optional<Long> parent = record.sandboxed() ? sandboxInit() : launcher();
        return parent.flatMap(pid -> ProcessTable.children(pid).stream().findFirst());
    }

    /** The shim's child; only as long as the shim lives, which keeps the id from being given to another. */
    private Optional<Long> launcher() {
        if (!shimAlive() || !Files.exists(directory.launcher())) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Long.valueOf(Files.readString(directory.launcher()).strip()));
        } catch (IOException e) {
            throw new RunnerException("cannot read " + directory.launcher(), e);
        }
    }

    /** All that can be found without the shim. */
    private List<Long> everything() {
        Integer uid = record.uid();
        if (uid != null) {
            return ProcessTable.ofUser(uid);
        }
        return record.sandboxed()
                ? sandboxInit().stream().toList()
                : ProcessTable.withVariable("WBX_WORKLOAD=" + directory.name());
    }

    private boolean sameBoot() {
        return shim().filter(shim -> shim.boot().equals(ProcessTable.bootId())).isPresent();
    }

    private boolean isSame(Shim shim) {
        return shim.boot().equals(ProcessTable.bootId())
                && ProcessTable.startTime(shim.pid()).orElse(-1) == shim.start()
                && ProcessTable.alive(shim.pid());
    }

    private Optional<Shim> shim() {
        try {
            return Files.exists(directory.process())
                    ? Optional.of(Launcher.JSON.readValue(Files.readAllBytes(directory.process()), Shim.class))
                    : Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new RunnerException("cannot read " + directory.process(), e);
        }
    }
}
