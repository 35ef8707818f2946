package io.workbenchx.providers.runner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What to run. It starts in {@code /work/code} when a mount has that target, else in its workspace {@code /work}.
 *
 * @param name distinguishes workloads of one run: {@code main}, {@code replica-0}; {@code [a-z0-9-]{1,32}}
 * @param attempt fencing token; a later attempt never shares anything with an earlier one
 * @param command argv, never a shell line; paths as seen inside ({@code /runtime/bin/python}, {@code /work/…})
 * @param environment all variables the workload gets (beside PATH, HOME, TMPDIR, WBX_* set by the runner); secret values may be here and
 *     must not be visible in argv, files readable by others, or logs of the runner
 * @param runtime root of the approved environment on this host, bound read-only at {@code /runtime}; absent: only the host's /usr
 * @param runtimeDigest {@code sha256:…} of the approved environment, repeated in the {@link Attestation}
 * @param interpreterHome base prefix of the interpreter when it lies outside /usr, bound read-only at the same path
 * @param mounts further binds; read-only ones must be readable by any user of the host, their directories traversable
 * @param workbench address of the api that the workload may reach at {@code http://127.0.0.1:<gatewayPort>} inside; absent: no network at all
 * @param listen the workload listens where it is told: on the unix socket in WBX_SOCKET, or, under runners that have none to give
 *     ({@link RunnerCapabilities.Feature#SOCKET}), on the port in WBX_PORT. Either way it is reached by {@link Runner#servicePath}
 * @param image container image, {@code repository@sha256:…}, instead of an environment; a tag, which can be moved, is no name of one
 * @param egress hosts it may reach through a proxy, {@code host:port} ({@link EgressRule}); found in HTTP_PROXY and HTTPS_PROXY
 */
public record WorkloadSpec(
        UUID runId,
        String name,
        int attempt,
        List<String> command,
        Map<String, String> environment,
        @Nullable Path runtime,
        @Nullable String runtimeDigest,
        @Nullable Path interpreterHome,
        List<Mount> mounts,
        Limits limits,
        @Nullable Gateway workbench,
        boolean listen,
        @Nullable String image,
        List<String> egress) {

    /** A repository, with or without a registry, and the digest of one content. */
    public static final String IMAGE = "[a-z0-9][a-z0-9._:/-]{0,254}@sha256:[0-9a-f]{64}";

    public WorkloadSpec {
        egress = List.copyOf(egress);
        egress.forEach(EgressRule::of);
        if (!name.matches("[a-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("workload name: " + name);
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        mounts = List.copyOf(mounts);
        if (image != null && (runtime != null || !image.matches(IMAGE))) {
            throw new IllegalArgumentException(
                    "a workload runs in an environment, or in an image repository@sha256:…, not in " + image);
        }
    }

    /** In an environment, or with nothing but the host's /usr. */
    public WorkloadSpec(
            UUID runId,
            String name,
            int attempt,
            List<String> command,
            Map<String, String> environment,
            @Nullable Path runtime,
            @Nullable String runtimeDigest,
            @Nullable Path interpreterHome,
            List<Mount> mounts,
            Limits limits,
            @Nullable Gateway workbench,
            boolean listen) {
        this(
                runId,
                name,
                attempt,
                command,
                environment,
                runtime,
                runtimeDigest,
                interpreterHome,
                mounts,
                limits,
                workbench,
                listen,
                null);
    }

    /** That reaches nothing but the workbench. */
    public WorkloadSpec(
            UUID runId,
            String name,
            int attempt,
            List<String> command,
            Map<String, String> environment,
            @Nullable Path runtime,
            @Nullable String runtimeDigest,
            @Nullable Path interpreterHome,
            List<Mount> mounts,
            Limits limits,
            @Nullable Gateway workbench,
            boolean listen,
            @Nullable String image) {
        this(
                runId,
                name,
                attempt,
                command,
                environment,
                runtime,
                runtimeDigest,
                interpreterHome,
                mounts,
                limits,
                workbench,
                listen,
                image,
                List.of());
    }

    /** The same, which may also reach these hosts ({@link EgressRule}). */
    public WorkloadSpec withEgress(List<String> hosts) {
        return new WorkloadSpec(
                runId,
                name,
                attempt,
                command,
                environment,
                runtime,
                runtimeDigest,
                interpreterHome,
                mounts,
                limits,
                workbench,
                listen,
                image,
                hosts);
    }

    /** Without the values of the variables, which may be secrets. */
    @Override
    public String toString() {
        return "WorkloadSpec[runId=" + runId + ", name=" + name + ", attempt=" + attempt + ", command=" + command
                + ", environment=" + environment.keySet() + "]";
    }

    /**
     * A host path made visible inside. A writable mount must be a directory; the runner gives it to the workload's user.
     */
    public record Mount(Path source, String target, boolean writable) {}

    /** Host and port of the workbench's api, as the host sees it, and the port at which the workload finds it on its loopback. */
    public record Gateway(String host, int port, int gatewayPort) {}

    /**
     * @param cpuSeconds CPU time of the whole tree; beyond it the workload is killed ({@link WorkloadStatus.Reason#CPU_LIMIT})
     * @param memoryBytes of the whole tree where the host can, else per process
     * @param wall wall-clock limit that holds even when no worker is alive; zero = none (services)
     * @param processes processes and threads at once
     * @param diskBytes of what it writes to its workspace
     * @param cpus processors at once; zero = as many as the runner gives
     * @param gpus whole graphics processors
     */
    public record Limits(
            double cpuSeconds, long memoryBytes, Duration wall, int processes, long diskBytes, double cpus, int gpus) {

        public Limits(double cpuSeconds, long memoryBytes, Duration wall, int processes, long diskBytes) {
            this(cpuSeconds, memoryBytes, wall, processes, diskBytes, 0, 0);
        }
    }
}
