package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.LogChunk;
import io.workbenchx.providers.runner.Recent;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerCapabilities;
import io.workbenchx.providers.runner.RunnerCapabilities.Feature;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RunnerProperties;
import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.Waiting;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadLease;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import io.workbenchx.providers.runner.WorkloadStatus.Usage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Runs jobs in micro-VMs of Vercel Sandbox, each from an image of Vercel's registry. Folders go there as copies; services are not for it,
 * because a sandbox's ports are open to the internet. A sandbox is stopped when its command has ended.
 */
final class VercelSandboxRunner implements Runner {

    static final String NAME = "vercel-sandbox";
    /** Tag: which limit comes first, and in how many seconds. */
    static final String DEADLINE = "wbx-deadline";

    static final Map<String, String> MECHANISMS = Map.of(
            "memory", "microvm",
            "cpu", "allocation: processors times time, by deadline",
            "wall", "Vercel: timeout of the command and of the sandbox",
            "processes", "none",
            "disk", "none",
            "network", "Vercel: network policy",
            "kill", "Vercel");

    private static final Logger log = LoggerFactory.getLogger(VercelSandboxRunner.class);

    private final Path directory;
    private final RunnerProperties properties;
    private final VercelProperties vercel;
    private final VercelSandbox sandboxes;
    private final Set<Feature> features = EnumSet.of(Feature.IMAGE, Feature.COPIES);
    private final Recent<Optional<Running>> recent;
    /** Those whose output comes in just now. */
    private final Map<String, Thread> readers = new ConcurrentHashMap<>();

    VercelSandboxRunner(Path directory, VercelProperties vercel, RunnerProperties properties) {
        this.directory = directory;
        this.properties = properties;
        this.vercel = vercel;
        this.sandboxes = VercelSandbox.at(vercel);
        this.recent = new Recent<>(vercel.poll());
        if (vercel.workbench() != null) {
            features.add(Feature.WORKBENCH);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public URI workbench(WorkloadSpec.Gateway gateway) {
        return Objects.requireNonNullElseGet(vercel.workbench(), () -> Runner.super.workbench(gateway));
    }

    @Override
    public WorkloadHandle start(WorkloadSpec spec) {
        capabilities().require(NAME, spec);
        if (spec.image() == null) {
            throw new UnsupportedWorkloadException("The runner vercel-sandbox runs images only, and workload "
                    + spec.name() + " of run " + spec.runId() + " names none: choose a container runtime.");
        }
        String name = RemoteNames.of(spec);
        WorkloadHandle handle = new WorkloadHandle(NAME, spec.runId(), spec.name(), spec.attempt(), name);
        new VercelStart(sandboxes, vercel).start(name, spec).ifPresent(folder(handle)::attest);
        return handle;
    }

    @Override
    public Optional<WorkloadHandle> find(UUID runId, String name) {
        return sandboxes.list("wbx-" + runId.toString().substring(24) + "-" + name + "-").stream()
                .filter(sandbox -> sandbox.path("tags").has(VercelSandbox.COMMAND))
                .flatMap(sandbox -> handle(sandbox).stream())
                .filter(handle -> handle.runId().equals(runId) && handle.name().equals(name))
                .max(Comparator.comparingInt(WorkloadHandle::attempt));
    }

    @Override
    public List<WorkloadHandle> workloads() {
        return sandboxes.list("wbx-").stream()
                .flatMap(sandbox -> handle(sandbox).stream())
                .toList();
    }

    private static Optional<WorkloadHandle> handle(JsonNode sandbox) {
        return RemoteNames.handle(
                NAME,
                sandbox.path("name").asString(),
                sandbox.path("tags").path(VercelSandbox.RUN).asString(""));
    }

    @Override
    public WorkloadLease adopt(WorkloadHandle handle) {
        return folder(handle).adopt();
    }

    @Override
    public WorkloadStatus status(WorkloadHandle handle) {
        RemoteFolder folder = folder(handle);
        return folder.end().orElseGet(() -> {
            Running running = running(handle).orElse(null);
            if (running == null) {
                return new WorkloadStatus(false, null, Reason.LOST, Usage.NONE);
            }
            WorkloadStatus status = running.status();
            if (!status.running()) {
                stopReading(handle);
                folder.copy(() -> sandboxes.output(running.session(), running.command()));
                folder.end(status);
                sandboxes.stop(running.session());
            }
            return status;
        });
    }

    /** The command and its sandbox, as Vercel tells of them. */
    private Optional<Running> running(WorkloadHandle handle) {
        return recent.get(handle.directory(), () -> ask(handle));
    }

    private Optional<Running> ask(WorkloadHandle handle) {
        return sandboxes.get(handle.directory()).map(found -> {
            String session = found.path("session").path("id").asString();
            String command = found.path("sandbox")
                    .path("tags")
                    .path(VercelSandbox.COMMAND)
                    .asString("");
            return new Running(found, sandboxes.command(session, command).orElse(null));
        });
    }

    private record Running(
            JsonNode found,
            @org.jspecify.annotations.Nullable JsonNode told) {

        private static final Set<String> ALIVE = Set.of("pending", "running");

        String session() {
            return found.path("session").path("id").asString();
        }

        String command() {
            return tag(VercelSandbox.COMMAND);
        }

        private String tag(String name) {
            return found.path("sandbox").path("tags").path(name).asString("");
        }

        WorkloadStatus status() {
            boolean ended = told != null && told.path("exitCode").isNumber();
            boolean alive = told != null
                    && ALIVE.contains(found.path("session").path("status").asString(""));
            if (!ended && alive) {
                return new WorkloadStatus(true, null, null, usage());
            }
            Reason reason = reason(ended);
            return new WorkloadStatus(
                    false,
                    ended && told != null
                            ? Integer.valueOf(told.path("exitCode").asInt())
                            : null,
                    reason,
                    usage());
        }

        private Reason reason(boolean ended) {
            if (!tag(VercelSandbox.ENDING).isEmpty()) {
                return Reason.STOPPED;
            }
            String[] deadline = tag(DEADLINE).split("-", 2);
            long limit = deadline.length == 2 && deadline[1].matches("[0-9]+")
                    ? Long.parseLong(deadline[1]) * 1000
                    : Long.MAX_VALUE;
            if (millis() >= limit) {
                return Reason.valueOf(deadline[0]);
            }
            return ended ? Reason.EXITED : Reason.LOST;
        }

        private long millis() {
            long started = told == null ? 0 : told.path("startedAt").asLong(0);
            long until = found.path("session").path("stoppedAt").asLong(System.currentTimeMillis());
            long usual = started == 0 ? 0 : Math.max(0, until - started);
            return told == null ? usual : told.path("durationMs").asLong(usual);
        }

        private Usage usage() {
            double cpus = found.path("session").path("vcpus").asDouble(1);
            return new Usage(millis() / 1000.0 * cpus, 0);
        }
    }

    @Override
    public LogChunk readLog(WorkloadHandle handle, long offset, int maxBytes) {
        RemoteFolder folder = folder(handle);
        if (folder.end().isEmpty()) {
            readers.compute(
                    handle.directory(),
                    (name, reader) -> reader != null && reader.isAlive() ? reader : reader(handle, folder));
        }
        return folder.readLog(offset, maxBytes);
    }

    /** The stream of a running command lasts as long as the command. */
    private Thread reader(WorkloadHandle handle, RemoteFolder folder) {
        Thread reader = new Thread(
                () -> {
                    try {
                        running(handle)
                                .ifPresent(running ->
                                        folder.copy(() -> sandboxes.output(running.session(), running.command())));
                    } catch (RunnerException e) {
                        log.info("the output of {} will be asked for again: {}", handle.directory(), e.getMessage());
                    }
                },
                "output-" + handle.directory());
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private void stopReading(WorkloadHandle handle) {
        Thread reader = readers.remove(handle.directory());
        try {
            if (reader != null) {
                reader.join(60_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException("interrupted while reading the output of " + handle.directory(), e);
        }
    }

    @Override
    public WorkloadStatus stop(WorkloadHandle handle, Duration grace) {
        Running running = running(handle).orElse(null);
        if (running != null && running.status().running()) {
            Map<String, String> tags = new LinkedHashMap<>();
            running.found()
                    .path("sandbox")
                    .path("tags")
                    .properties()
                    .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString()));
            tags.put(VercelSandbox.ENDING, Reason.STOPPED.name());
            sandboxes.tag(handle.directory(), tags);
            sandboxes.kill(running.session(), running.command(), 15);
            recent.forget(handle.directory());
            if (!Waiting.within(
                    grace, handle.directory() + " to end", () -> !status(handle).running())) {
                sandboxes.kill(running.session(), running.command(), 9);
                if (!Waiting.within(
                        Duration.ofSeconds(10),
                        handle.directory() + " to be killed",
                        () -> !status(handle).running())) {
                    sandboxes.stop(running.session());
                }
            }
        }
        return status(handle);
    }

    @Override
    public Optional<Path> servicePath(WorkloadHandle handle) {
        throw new UnsupportedWorkloadException("a sandbox of Vercel serves nothing to the workbench");
    }

    @Override
    public Attestation attestation(WorkloadHandle handle) {
        return folder(handle).attestation();
    }

    @Override
    public void remove(WorkloadHandle handle) {
        RemoteFolder folder = folder(handle);
        boolean alive = folder.end().isEmpty()
                && running(handle).map(running -> running.status().running()).orElse(false);
        if (alive) {
            throw new RunnerException(handle.directory() + " is alive; stop it first", null);
        }
        sandboxes.delete(handle.directory());
        recent.forget(handle.directory());
        folder.remove();
    }

    @Override
    public RunnerCapabilities capabilities() {
        return new RunnerCapabilities("microvm", MECHANISMS, features);
    }

    private RemoteFolder folder(WorkloadHandle handle) {
        return RemoteFolder.of(directory, handle, properties);
    }
}
