package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/**
 * Runs workloads as processes of this host: in a bubblewrap sandbox where namespaces work, else as a plain process group, which the
 * attestation then says. Everything about a workload is in its directory; the JVM may die at any moment.
 */
final class ProcessRunner implements Runner {

    static final String NAME = "process";
    /** By far. */
    private static final Duration LAUNCH_TAKES = Duration.ofMinutes(10);

    private final Path runs;
    private final Host host;
    private final Launcher launcher;
    private final List<PublicAddress.Network> networks;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "workload-leases");
        thread.setDaemon(true);
        return thread;
    });

    /** Finds out what the host offers, which takes some ten milliseconds. */
    ProcessRunner(Path runsDirectory, RunnerProperties properties) {
        try {
            LaunchFiles.passable(runsDirectory);
            runs = runsDirectory.toRealPath();
        } catch (IOException e) {
            throw new RunnerException("cannot make " + runsDirectory, e);
        }
        host = Host.probe(properties);
        launcher = new Launcher(runs, properties, host);
        networks = properties.egressNetworks().stream()
                .map(PublicAddress.Network::of)
                .toList();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WorkloadHandle start(WorkloadSpec spec) {
        capabilities().require(NAME, spec);
        RunDirectory directory = RunDirectory.of(runs, spec.runId(), spec.name(), spec.attempt());
        try (FileLease lock = FileLease.take(directory.startLock())) {
            if (!Files.exists(directory.process())) {
                launch(spec, directory);
            }
        }
        WorkloadHandle handle = handle(directory);
        if (!handle.runId().equals(spec.runId())) {
            throw new RunnerException("workload " + directory.name() + " belongs to run " + handle.runId(), null);
        }
        return handle;
    }

    private void launch(WorkloadSpec spec, RunDirectory directory) {
        boolean launched = false;
        try {
            launcher.launch(spec, directory);
            launched = true;
        } finally {
            if (!launched && Files.exists(directory.path())) {
                if (Files.exists(directory.record())) {
                    WorkloadProcess.of(directory).killAll();
                }
                ControlGroups.remove(host.groups().of(directory.name()));
                delete(directory);
            }
        }
    }

    @Override
    public Optional<WorkloadHandle> find(UUID runId, String name) {
        return RunDirectory.latest(runs, runId, name)
                .map(this::handle)
                .filter(handle -> handle.runId().equals(runId));
    }

    @Override
    public List<WorkloadHandle> workloads() {
        return RunDirectory.all(runs).stream().map(this::handle).toList();
    }

    @Override
    public WorkloadLease adopt(WorkloadHandle handle) {
        return adopt(handle, attempt -> {});
    }

    @Override
    public WorkloadLease adopt(WorkloadHandle handle, Consumer<EgressAttempt> refused) {
        RunDirectory directory = existing(handle);
        WorkloadProcess process = WorkloadProcess.of(directory);
        WatchLease lease = WatchLease.take(directory, timer);
        Gateways gateways = new Gateways(lease);
        if (process.alive()) {
            try {
                gateways.open(directory, process.record(), networks, refused);
            } catch (RunnerException e) {
                gateways.close();
                throw e;
            }
        }
        return gateways;
    }

    @Override
    public WorkloadStatus status(WorkloadHandle handle) {
        RunDirectory directory = existing(handle);
        boolean alive = WorkloadProcess.of(directory).alive(); // first: what an ended one left is complete
        WorkloadResult result = WorkloadResult.of(directory);
        return alive ? new WorkloadStatus(true, null, null, result.used()) : result.ended();
    }

    @Override
    public LogChunk readLog(WorkloadHandle handle, long offset, int maxBytes) {
        RunDirectory directory = existing(handle);
        return new WorkloadLog(directory.log(), WorkloadProcess.read(directory).segmentBytes()).read(offset, maxBytes);
    }

    @Override
    public WorkloadStatus stop(WorkloadHandle handle, Duration grace) {
        RunDirectory directory = existing(handle);
        WorkloadProcess process = WorkloadProcess.of(directory);
        if (process.alive()) {
            try {
                Files.write(directory.stopped(), new byte[0]);
            } catch (IOException e) {
                throw new RunnerException("cannot write " + directory.stopped(), e);
            }
            process.terminate();
            if (!process.endsWithin(grace)) {
                process.killAll();
            }
        }
        return status(handle);
    }

    @Override
    public Optional<Path> servicePath(WorkloadHandle handle) {
        RunDirectory directory = existing(handle);
        LaunchRecord record = WorkloadProcess.read(directory);
        Path path = directory.serviceSocket();
        if (!record.listen()) {
            throw new RunnerException("workload " + directory.name() + " was not started to listen", null);
        }
        Integer uid = record.uid();
        return ServiceSocket.of(path, uid == null ? ProcessTable.ownUid() : uid);
    }

    @Override
    public Attestation attestation(WorkloadHandle handle) {
        Path file = existing(handle).attestation();
        try {
            return Launcher.JSON.readValue(Files.readAllBytes(file), Attestation.class);
        } catch (IOException | JacksonException e) {
            throw new RunnerException("cannot read " + file, e);
        }
    }

    @Override
    public void remove(WorkloadHandle handle) {
        RunDirectory directory = RunDirectory.of(runs, handle);
        try (FileLease lock = FileLease.take(directory.startLock())) {
            if (!Files.exists(directory.record())) {
                return;
            }
            WorkloadProcess process = WorkloadProcess.of(directory);
            if (process.alive()) {
                throw new RunnerException("workload " + directory.name() + " is alive; stop it first", null);
            }
            ControlGroups.remove(
                    process.record().groups().stream().map(Path::of).toList());
            delete(directory);
        }
    }

    @Override
    public void sweep() {
        for (RunDirectory directory :
                RunDirectory.unfinished(runs, Instant.now().minus(LAUNCH_TAKES))) {
            try (FileLease lock = FileLease.take(directory.startLock())) {
                if (!Files.exists(directory.record())) {
                    ControlGroups.remove(host.groups().of(directory.name()));
                    delete(directory);
                }
            }
        }
    }

    @Override
    public RunnerCapabilities capabilities() {
        return new RunnerCapabilities(host.isolation(), host.mechanisms());
    }

    /** By rm, which copes with trees deeper than a path can be long. */
    private void delete(RunDirectory directory) {
        LoopDisk.unmount(directory.disk());
        String path = directory.path().toString();
        if (host.users() == null) {
            HostCommand.require(List.of("chmod", "-R", "u+rwX", "--", path));
        }
        HostCommand.require(List.of("rm", "-rf", "--one-file-system", "--", path));
    }

    private RunDirectory existing(WorkloadHandle handle) {
        RunDirectory directory = RunDirectory.of(runs, handle);
        if (!Files.exists(directory.record())) {
            throw new RunnerException("there is no workload " + directory.name() + " on this host", null);
        }
        return directory;
    }

    private WorkloadHandle handle(RunDirectory directory) {
        LaunchRecord record = WorkloadProcess.read(directory);
        return new WorkloadHandle(
                NAME,
                record.runId(),
                record.name(),
                record.attempt(),
                directory.path().toString());
    }
}
