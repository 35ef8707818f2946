package io.workbenchx.activities.training;

import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.LogChunk;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerCapabilities;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadLease;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A runner whose workloads end at once, and which says of itself what the test wants. */
final class FakeRunner implements Runner {

    private final Map<UUID, WorkloadSpec> started = new ConcurrentHashMap<>();
    private final Map<UUID, WorkloadHandle> stopped = new ConcurrentHashMap<>();
    volatile String claims;
    volatile String isolation = "bubblewrap";

    boolean started(UUID run) {
        return started.containsKey(run);
    }

    boolean stopped(UUID run) {
        return stopped.containsKey(run);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public WorkloadHandle start(WorkloadSpec spec) {
        started.put(spec.runId(), spec);
        return new WorkloadHandle(name(), spec.runId(), spec.name(), spec.attempt(), "nowhere");
    }

    @Override
    public Optional<WorkloadHandle> find(UUID runId, String name) {
        return Optional.ofNullable(started.get(runId))
                .map(spec -> new WorkloadHandle(name(), runId, name, spec.attempt(), "nowhere"));
    }

    @Override
    public List<WorkloadHandle> workloads() {
        return List.of();
    }

    @Override
    public WorkloadLease adopt(WorkloadHandle handle) {
        return () -> {};
    }

    @Override
    public WorkloadStatus status(WorkloadHandle handle) {
        return new WorkloadStatus(false, 0, WorkloadStatus.Reason.EXITED, WorkloadStatus.Usage.NONE);
    }

    @Override
    public LogChunk readLog(WorkloadHandle handle, long offset, int maxBytes) {
        return new LogChunk(offset, new byte[0], 0);
    }

    @Override
    public WorkloadStatus stop(WorkloadHandle handle, Duration grace) {
        stopped.put(handle.runId(), handle);
        return status(handle);
    }

    @Override
    public Optional<Path> servicePath(WorkloadHandle handle) {
        return Optional.empty();
    }

    @Override
    public Attestation attestation(WorkloadHandle handle) {
        WorkloadSpec spec = started.get(handle.runId());
        return new Attestation(
                name(),
                handle.runId(),
                handle.name(),
                handle.attempt(),
                Instant.EPOCH,
                spec.command(),
                List.of(),
                List.of(),
                "/runtime",
                claims == null ? spec.runtimeDigest() : claims,
                isolation,
                1000,
                "workbench",
                Map.of(),
                Map.of());
    }

    @Override
    public void remove(WorkloadHandle handle) {
        started.keySet().remove(handle.runId());
    }

    @Override
    public RunnerCapabilities capabilities() {
        return new RunnerCapabilities(isolation, Map.of());
    }
}
