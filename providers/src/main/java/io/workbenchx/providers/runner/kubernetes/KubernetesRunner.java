package io.workbenchx.providers.runner.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.workbenchx.providers.runner.ApiSocket;
import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.FileLease;
import io.workbenchx.providers.runner.HostCommand;
import io.workbenchx.providers.runner.LaunchFiles;
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
import io.workbenchx.providers.runner.WorkloadLog;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import io.workbenchx.providers.runner.WorkloadStatus.Usage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Runs each workload as a Job of a Kubernetes cluster, in a namespace of its own for workloads. What a Job is, its labels and annotations
 * tell; on this host there is only a copy of its output, and, while it is adopted, a socket that leads to its service.
 */
final class KubernetesRunner implements Runner, AutoCloseable {

    static final String NAME = "kubernetes";
    static final Map<String, String> MECHANISMS = Map.of(
            "memory", "kubelet",
            "cpu", "allocation: processors times time, by deadline",
            "wall", "activeDeadlineSeconds",
            "processes", "podPidsLimit of the node",
            "disk", "kubelet: ephemeral storage",
            "network", "NetworkPolicy",
            "kill", "kubelet");

    private final Path directory;
    private final Path claimRoot;
    private final KubernetesProperties kubernetes;
    private final RunnerProperties properties;
    private final Cluster cluster;
    private final Recent<Optional<PodState>> states;
    private final Recent<Boolean> outputs;
    /** While it ends: what it leaves goes with the pod. */
    private final Recent<Optional<PodState>> closely = new Recent<>(Duration.ofMillis(200));

    private final Set<Feature> features = EnumSet.of(Feature.IMAGE, Feature.PORT, Feature.GPU);

    KubernetesRunner(Path directory, Path home, KubernetesProperties kubernetes, RunnerProperties properties) {
        try {
            LaunchFiles.passable(directory);
        } catch (IOException e) {
            throw new RunnerException("cannot make " + directory, e);
        }
        this.directory = directory;
        this.claimRoot = Objects.requireNonNullElse(kubernetes.claimRoot(), home);
        this.kubernetes = kubernetes;
        this.properties = properties;
        this.cluster = Cluster.of(kubernetes);
        this.states = new Recent<>(kubernetes.poll());
        this.outputs = new Recent<>(kubernetes.poll());
        if (kubernetes.claim() != null) {
            features.add(Feature.MOUNTS);
        }
        if (kubernetes.workbench() != null) {
            features.add(Feature.WORKBENCH);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public URI workbench(WorkloadSpec.Gateway gateway) {
        return Objects.requireNonNullElseGet(kubernetes.workbench(), () -> Runner.super.workbench(gateway));
    }

    @Override
    public WorkloadHandle start(WorkloadSpec spec) {
        capabilities().require(NAME, spec);
        if (spec.image() == null) {
            throw new UnsupportedWorkloadException("The runner kubernetes runs images only, and workload " + spec.name()
                    + " of run " + spec.runId() + " names none: choose a container runtime.");
        }
        try (FileLease lock = FileLease.take(
                directory.resolve(".lock-" + Math.floorMod(Names.job(spec).hashCode(), 64)))) {
            new JobStart(cluster, kubernetes, claimRoot).start(spec);
        }
        return handle(spec.runId(), spec.name(), spec.attempt());
    }

    @Override
    public Optional<WorkloadHandle> find(UUID runId, String name) {
        return cluster
                .jobs(Map.of(Names.MANAGED_BY, Names.WORKBENCH, Names.RUN, runId.toString(), Names.NAME, name))
                .stream()
                .filter(JobStart::annotated) // others were never seen to begin: starting them goes on
                .map(this::handle)
                .max(Comparator.comparingInt(WorkloadHandle::attempt));
    }

    @Override
    public List<WorkloadHandle> workloads() {
        return cluster.jobs(Map.of(Names.MANAGED_BY, Names.WORKBENCH)).stream()
                .map(this::handle)
                .toList();
    }

    @Override
    public WorkloadLease adopt(WorkloadHandle handle) {
        Path folder = folder(handle);
        FileLease lease = FileLease.tryTake(folder.resolve("watch.lease"))
                .orElseThrow(() ->
                        new RunnerException(handle.directory() + " is watched by another process of this host", null));
        try {
            Optional<String> address = cluster.service(job(handle))
                    .map(service -> service.getSpec().getClusterIP());
            if (address.isEmpty()) {
                return lease::close;
            }
            ApiSocket socket = ApiSocket.serve(
                    folder.resolve("service.sock"),
                    null,
                    new WorkloadSpec.Gateway(address.get(), kubernetes.port(), 0));
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
        Optional<PodState> state = state(handle);
        if (state.isEmpty()) {
            return new WorkloadStatus(false, null, Reason.LOST, Usage.NONE);
        }
        return state.get().status(cpus(state.get().job()));
    }

    private Optional<PodState> state(WorkloadHandle handle) {
        return states.get(job(handle), () -> ask(handle));
    }

    private Optional<PodState> ask(WorkloadHandle handle) {
        return cluster.job(job(handle))
                .map(job -> new PodState(job, cluster.pod(job).orElse(null)));
    }

    private static double cpus(Job job) {
        Container container =
                job.getSpec().getTemplate().getSpec().getContainers().get(0);
        return Objects.requireNonNull(container.getResources().getLimits().get("cpu"), "cpu")
                .getNumericalAmount()
                .doubleValue();
    }

    @Override
    public LogChunk readLog(WorkloadHandle handle, long offset, int maxBytes) {
        Path output = folder(handle);
        PodOutput fetched = new PodOutput(
                output, properties.logSegment().toBytes(), properties.logCap().toBytes());
        WorkloadLog log = new WorkloadLog(output, properties.logSegment().toBytes());
        LogChunk chunk = log.read(offset, maxBytes);
        if (chunk.content().length > 0) {
            return chunk;
        }
        PodState state = state(handle).orElse(null);
        Pod pod = state == null ? null : state.pod();
        if (state == null || pod == null) {
            return chunk;
        }
        boolean ended = state.ended();
        outputs.get(job(handle) + ended, () -> {
            fetched.fetch(cluster.podResource(pod), ended);
            return true;
        });
        return log.read(offset, maxBytes);
    }

    @Override
    public WorkloadStatus stop(WorkloadHandle handle, Duration grace) {
        PodState state = state(handle).orElse(null);
        if (state != null && !state.ended()) {
            String name = job(handle);
            cluster.annotate(name, Map.of(Names.ENDING, Reason.STOPPED.name()));
            Pod pod = state.pod();
            if (pod == null) {
                cluster.patchJob(name, Map.of("spec", Map.of("suspend", true)));
            } else {
                cluster.deletePod(pod, Math.max(0, (grace.toMillis() + 999) / 1000));
            }
            states.forget(name);
            awaitEnd(handle, grace);
            states.forget(name);
        }
        return status(handle);
    }

    /** Keeps the last output and the exit code, which go with the pod. */
    private void awaitEnd(WorkloadHandle handle, Duration grace) {
        boolean ended = Waiting.within(grace.plus(Waiting.DEADLINE), handle.directory() + " to end", () -> {
            PodState now = closely.get(job(handle), () -> ask(handle)).orElse(null);
            if (now == null || now.pod() == null) {
                return true;
            }
            readLog(handle, Long.MAX_VALUE / 2, 0);
            now.terminated()
                    .ifPresent(end ->
                            cluster.annotate(job(handle), Map.of(Names.EXIT_CODE, String.valueOf(end.getExitCode()))));
            return now.terminated().isPresent();
        });
        if (!ended) {
            throw new RunnerException(handle.directory() + " did not end; its node may be away", null);
        }
    }

    @Override
    public Optional<Path> servicePath(WorkloadHandle handle) {
        Path socket = folder(handle).resolve("service.sock");
        return Files.exists(socket) ? Optional.of(socket) : Optional.empty();
    }

    @Override
    public Attestation attestation(WorkloadHandle handle) {
        return cluster.job(job(handle))
                .filter(JobStart::annotated)
                .map(job -> JobStart.JSON.readValue(
                        job.getMetadata().getAnnotations().get(Names.ATTESTATION), Attestation.class))
                .orElseThrow(() -> new RunnerException("there is no workload " + handle.directory(), null));
    }

    @Override
    public void remove(WorkloadHandle handle) {
        PodState state = state(handle).orElse(null);
        if (state != null && !state.ended() && state.pod() != null) {
            throw new RunnerException(handle.directory() + " is alive; stop it first", null);
        }
        cluster.deleteJob(job(handle));
        states.forget(job(handle));
        HostCommand.require(List.of("rm", "-rf", "--", folder(handle).toString()));
    }

    @Override
    public RunnerCapabilities capabilities() {
        return new RunnerCapabilities("pod", MECHANISMS, features);
    }

    @Override
    public void close() {
        cluster.close();
    }

    private static String job(WorkloadHandle handle) {
        return Names.job(handle.runId(), handle.name(), handle.attempt());
    }

    /** What this host keeps about it. */
    private Path folder(WorkloadHandle handle) {
        Path folder = directory.resolve(job(handle));
        try {
            LaunchFiles.passable(folder);
            return folder;
        } catch (IOException e) {
            throw new RunnerException("cannot make " + folder, e);
        }
    }

    private WorkloadHandle handle(Job job) {
        return handle(
                UUID.fromString(Names.label(job, Names.RUN)),
                Names.label(job, Names.NAME),
                Integer.parseInt(Names.label(job, Names.ATTEMPT)));
    }

    private WorkloadHandle handle(UUID runId, String name, int attempt) {
        return new WorkloadHandle(
                NAME, runId, name, attempt, kubernetes.namespace() + "/" + Names.job(runId, name, attempt));
    }
}
