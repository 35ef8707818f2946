package io.workbenchx.providers.runner.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import io.workbenchx.providers.runner.ApiSocket;
import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.FileLease;
import io.workbenchx.providers.runner.LogChunk;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerCapabilities;
import io.workbenchx.providers.runner.RunnerCapabilities.Feature;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RunnerProperties;
import io.workbenchx.providers.runner.ServiceSocket;
import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.Waiting;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadLease;
import io.workbenchx.providers.runner.WorkloadLog;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs workloads in containers of this host's Docker daemon: images by digest, no privileges, no network; the workbench and the service are
 * reached through unix sockets in folders of this host, as with processes. What a container is, its labels tell; everything else is in its
 * folder, so that any process of the host can take it over. Written for the Docker Engine API 1.41 and later.
 */
final class DockerRunner implements Runner {

    static final String NAME = "docker";

    private final Path root;
    private final RunnerProperties properties;
    private final Daemon daemon;
    private final ContainerLaunch launch;
    private final Set<Feature> features;
    private final Map<Path, ContainerOutput> outputs = new ConcurrentHashMap<>();

    DockerRunner(Path directory, DockerProperties docker, RunnerProperties properties) {
        try {
            root = directory.toRealPath();
        } catch (IOException e) {
            throw new RunnerException("cannot use " + directory, e);
        }
        this.properties = properties;
        daemon = Daemon.at(docker);
        launch = new ContainerLaunch(root, daemon, docker, properties);
        features = EnumSet.of(Feature.IMAGE, Feature.MOUNTS, Feature.WORKBENCH, Feature.SOCKET);
        if (docker.gpus()) {
            features.add(Feature.GPU);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WorkloadHandle start(WorkloadSpec spec) {
        capabilities().require(NAME, spec);
        if (spec.image() == null) {
            throw new UnsupportedWorkloadException("The runner docker runs images only, and workload " + spec.name()
                    + " of run " + spec.runId() + " names none: choose a container runtime.");
        }
        ContainerDirectory directory = ContainerDirectory.of(root, spec.runId(), spec.name(), spec.attempt());
        try (FileLease lock = FileLease.take(directory.startLock())) {
            String state = daemon.inspect(directory.container())
                    .map(found -> String.valueOf(found.getState().getStatus()))
                    .orElse("");
            if (state.isEmpty() || state.equals("created")) {
                launch.launch(spec, directory);
            }
        }
        WorkloadHandle handle = handle(spec.runId(), spec.name(), spec.attempt());
        follow(handle);
        return handle;
    }

    @Override
    public Optional<WorkloadHandle> find(UUID runId, String name) {
        return list(Map.of(Labels.RUN, runId.toString(), Labels.NAME, name)).stream()
                .filter(container -> !"created".equals(container.getState()))
                .map(this::handle)
                .max(Comparator.comparingInt(WorkloadHandle::attempt));
    }

    @Override
    public List<WorkloadHandle> workloads() {
        return list(Map.of()).stream().map(this::handle).toList();
    }

    private List<Container> list(Map<String, String> labels) {
        Map<String, String> all = new java.util.HashMap<>(labels);
        all.put(Labels.HOME, root.toString());
        return Daemon.call(
                "list containers",
                () -> daemon.calls()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(all)
                        .exec());
    }

    @Override
    public WorkloadLease adopt(WorkloadHandle handle) {
        ContainerDirectory directory = existing(handle);
        FileLease lease = FileLease.tryTake(directory.lease())
                .orElseThrow(() -> new RunnerException(
                        directory.container() + " is watched by another process of this host", null));
        try {
            follow(handle);
            LaunchedContainer launched = LaunchedContainer.read(directory);
            WorkloadSpec.Gateway workbench = launched.workbench();
            if (workbench == null) {
                return lease::close;
            }
            ApiSocket socket = ApiSocket.serve(directory.apiSocket(), launched.user(), workbench);
            return () -> {
                try (lease) {
                    socket.close();
                }
            };
        } catch (RunnerException e) {
            lease.close();
            throw e;
        }
    }

    @Override
    public WorkloadStatus status(WorkloadHandle handle) {
        ContainerDirectory directory = existing(handle);
        Optional<InspectContainerResponse> found = daemon.inspect(directory.container());
        if (found.isEmpty()) {
            return new WorkloadStatus(false, null, Reason.LOST, ContainerOutput.usage(directory));
        }
        InspectContainerResponse.ContainerState state = found.get().getState();
        if (Boolean.TRUE.equals(state.getRunning()) || "paused".equals(state.getStatus())) {
            follow(handle);
            WorkloadStatus.Usage usage = ContainerOutput.usage(directory);
            LaunchedContainer.read(directory)
                    .limits()
                    .exceeded(usage, java.time.Instant.parse(String.valueOf(state.getStartedAt())), directory)
                    .ifPresent(reason -> end(directory, reason, "KILL"));
            return new WorkloadStatus(true, null, null, usage);
        }
        toTheEnd(handle, directory);
        return ContainerEnd.of(state, directory);
    }

    /** Why comes first: whoever sees the end sees the reason. */
    private void end(ContainerDirectory directory, Reason reason, String signal) {
        try {
            if (!Files.exists(directory.ending())) {
                Files.writeString(directory.ending(), reason.name());
            }
        } catch (IOException e) {
            throw new RunnerException("cannot write " + directory.ending(), e);
        }
        daemon.kill(directory.container(), signal);
    }

    @Override
    public LogChunk readLog(WorkloadHandle handle, long offset, int maxBytes) {
        ContainerDirectory directory = existing(handle);
        follow(handle);
        return new WorkloadLog(directory.output(), properties.logSegment().toBytes()).read(offset, maxBytes);
    }

    @Override
    public WorkloadStatus stop(WorkloadHandle handle, Duration grace) {
        ContainerDirectory directory = existing(handle);
        if (alive(directory)) {
            end(directory, Reason.STOPPED, "TERM");
            if (!Waiting.within(grace, directory.container() + " to end", () -> !alive(directory))) {
                daemon.kill(directory.container(), "KILL");
                Waiting.until(directory.container() + " to be killed", () -> alive(directory) ? null : Boolean.TRUE);
            }
        }
        return status(handle);
    }

    private boolean alive(ContainerDirectory directory) {
        return daemon.inspect(directory.container())
                .map(found -> found.getState().getRunning())
                .orElse(false);
    }

    @Override
    public Optional<Path> servicePath(WorkloadHandle handle) {
        ContainerDirectory directory = existing(handle);
        return ServiceSocket.of(
                directory.serviceSocket(), LaunchedContainer.read(directory).user());
    }

    @Override
    public Attestation attestation(WorkloadHandle handle) {
        return LaunchedContainer.read(existing(handle)).attestation();
    }

    @Override
    public void remove(WorkloadHandle handle) {
        ContainerDirectory directory = ContainerDirectory.of(root, handle);
        try (FileLease lock = FileLease.take(directory.startLock())) {
            if (alive(directory)) {
                throw new RunnerException(directory.container() + " is alive; stop it first", null);
            }
            Optional.ofNullable(outputs.remove(directory.path())).ifPresent(ContainerOutput::close);
            launch.discard(directory);
        }
    }

    @Override
    public RunnerCapabilities capabilities() {
        return new RunnerCapabilities("container", ContainerLimits.MECHANISMS, features);
    }

    /** Sees to it that somebody writes down what the container puts out. */
    private void follow(WorkloadHandle handle) {
        ContainerDirectory directory = ContainerDirectory.of(root, handle);
        outputs.compute(directory.path(), (path, present) -> {
            if (present != null && !present.broken()) {
                return present;
            }
            if (present != null) {
                present.close();
            }
            return ContainerOutput.follow(
                            daemon,
                            directory,
                            directory.container(),
                            properties.logSegment().toBytes(),
                            properties.logCap().toBytes())
                    .orElse(null);
        });
    }

    /** Waits for the rest of the output, whoever writes it down. */
    private void toTheEnd(WorkloadHandle handle, ContainerDirectory directory) {
        if (ContainerOutput.complete(directory)) {
            return;
        }
        follow(handle);
        ContainerOutput mine = outputs.get(directory.path());
        if (mine != null) {
            mine.awaitEnd();
            outputs.remove(directory.path(), mine);
            mine.close();
        } else if (!Waiting.within(
                Waiting.DEADLINE,
                "the output of " + directory.container(),
                () -> ContainerOutput.complete(directory))) {
            throw new RunnerException("nobody wrote down the output of " + directory.container(), null);
        }
    }

    private ContainerDirectory existing(WorkloadHandle handle) {
        ContainerDirectory directory = ContainerDirectory.of(root, handle);
        if (!Files.exists(directory.attestation())) {
            throw new RunnerException("there is no workload " + directory.container() + " on this host", null);
        }
        return directory;
    }

    private WorkloadHandle handle(Container container) {
        return handle(
                UUID.fromString(Labels.of(container, Labels.RUN)),
                Labels.of(container, Labels.NAME),
                Integer.parseInt(Labels.of(container, Labels.ATTEMPT)));
    }

    private WorkloadHandle handle(UUID runId, String name, int attempt) {
        return new WorkloadHandle(
                NAME,
                runId,
                name,
                attempt,
                ContainerDirectory.of(root, runId, name, attempt).path().toString());
    }
}
