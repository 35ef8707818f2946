package io.workbenchx.providers.runner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Passes each workload on to the runner for what it runs in; once started, it stays with that one. */
final class ChosenRunner implements Runner {

    private final Runner processes;
    private final Map<String, Runner> runners = new LinkedHashMap<>();
    private final RunnerChoice choice;

    /**
     * @throws IllegalArgumentException when the choice names a runner that is not configured
     */
    ChosenRunner(Runner processes, List<Runner> others, RunnerChoice choice) {
        this.processes = processes;
        this.choice = choice.among(others.stream().map(Runner::name).toList());
        runners.put(processes.name(), processes);
        others.forEach(runner -> runners.put(runner.name(), runner));
    }

    @Override
    public String name() {
        return processes.name();
    }

    @Override
    public Runner choose(@Nullable String image, int gpus) {
        if (image == null) {
            return processes;
        }
        String chosen = gpus > 0 && choice.gpus() != null ? choice.gpus() : choice.containers();
        Runner runner = chosen == null ? null : runners.get(chosen);
        if (runner == null) {
            throw new UnsupportedWorkloadException(
                    "No runner here takes container images: set workbenchx.runner.containers"
                            + " to docker, kubernetes or digitalocean, and configure that one, or use an environment.");
        }
        return runner;
    }

    @Override
    public List<Runner> all() {
        return List.copyOf(runners.values());
    }

    @Override
    public WorkloadHandle start(WorkloadSpec spec) {
        return choose(spec.image(), spec.limits().gpus()).start(spec);
    }

    @Override
    public Optional<WorkloadHandle> find(UUID runId, String name) {
        return runners.values().stream()
                .flatMap(runner -> runner.find(runId, name).stream())
                .findFirst();
    }

    @Override
    public List<WorkloadHandle> workloads() {
        return runners.values().stream()
                .flatMap(runner -> runner.workloads().stream())
                .toList();
    }

    @Override
    public WorkloadLease adopt(WorkloadHandle handle) {
        return of(handle).adopt(handle);
    }

    @Override
    public WorkloadStatus status(WorkloadHandle handle) {
        return of(handle).status(handle);
    }

    @Override
    public LogChunk readLog(WorkloadHandle handle, long offset, int maxBytes) {
        return of(handle).readLog(handle, offset, maxBytes);
    }

    @Override
    public WorkloadStatus stop(WorkloadHandle handle, Duration grace) {
        return of(handle).stop(handle, grace);
    }

    @Override
    public Optional<Path> servicePath(WorkloadHandle handle) {
        return of(handle).servicePath(handle);
    }

    @Override
    public Attestation attestation(WorkloadHandle handle) {
        return of(handle).attestation(handle);
    }

    @Override
    public void remove(WorkloadHandle handle) {
        of(handle).remove(handle);
    }

    @Override
    public RunnerCapabilities capabilities() {
        return processes.capabilities();
    }

    private Runner of(WorkloadHandle handle) {
        Runner runner = runners.get(handle.runner());
        if (runner == null) {
            throw new RunnerException(
                    "workload " + handle.directory() + " was started by the runner " + handle.runner()
                            + ", which is not configured any more",
                    null);
        }
        return runner;
    }
}
