package io.workbenchx.providers.runner;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a workload under limits, apart from the process that asked for it. Specs and handles are data, so that another worker can adopt a
 * running workload; every call is idempotent by (run, name, attempt).
 *
 * <p>Failures of the machinery are {@link RunnerException}s; what the workload itself did is told by {@link WorkloadStatus}.
 */
public interface Runner {

    /** Name of the adapter as policy and attestation know it, such as {@code process}. */
    String name();

    /**
     * The runner for workloads of this kind, where this one passes them on; this one otherwise.
     *
     * @throws UnsupportedWorkloadException when there is none
     */
    default Runner choose(@Nullable String image, int gpus) {
        return this;
    }

    /** This runner, or all to which it passes workloads on. */
    default List<Runner> all() {
        return List.of(this);
    }

    /**
     * Where a workload of this runner finds the workbench's api. Most get a port of their own loopback that leads there; others reach it as
     * their network does.
     */
    default URI workbench(WorkloadSpec.Gateway gateway) {
        return URI.create("http://127.0.0.1:" + gateway.gatewayPort());
    }

    /**
     * Starts the workload, or returns the handle of the one already started for the same run, name and attempt.
     *
     * @throws UnsupportedWorkloadException when it asks for what this runner cannot do
     * @throws RunnerException when it cannot be started; nothing is left behind then
     */
    WorkloadHandle start(WorkloadSpec spec);

    /**
     * The latest attempt started under this run and name, in whatever state, by this or any other process: of this host, or with the same
     * cluster or account where the runner's work is elsewhere.
     */
    Optional<WorkloadHandle> find(UUID runId, String name);

    /** Every workload of this runner that has not been removed, in whatever state, whoever started it. */
    List<WorkloadHandle> workloads();

    /**
     * Takes charge of a workload (lease) and serves its sockets to the workbench and to hosts it may reach; to be closed when done watching.
     * Closing does not stop it. Whoever holds it asks {@link WorkloadLease#check} before what only the holder may do.
     *
     * @throws LeaseLostException when another live process has the lease
     */
    WorkloadLease adopt(WorkloadHandle handle);

    /**
     * As above, for a workload that may reach some hosts.
     *
     * @param refused hears of those that it tried to reach in vain, on any thread
     */
    default WorkloadLease adopt(WorkloadHandle handle, Consumer<EgressAttempt> refused) {
        return adopt(handle);
    }

    WorkloadStatus status(WorkloadHandle handle);

    /**
     * Output from a byte offset; empty when there is nothing (yet).
     *
     * @param maxBytes upper bound of what is returned
     */
    LogChunk readLog(WorkloadHandle handle, long offset, int maxBytes);

    /** SIGTERM to the command, the grace period, then SIGKILL of everything; returns when nothing is left alive. */
    WorkloadStatus stop(WorkloadHandle handle, Duration grace);

    /**
     * Path, on this host, of the socket by which a workload that listens is reached, once it is there; empty before. It is the workload's
     * own, so it is to be asked for anew before each dial, or, while the workload is adopted, one that leads to its address elsewhere.
     *
     * @throws RunnerException when something else than a socket of the workload's user is in its place
     */
    Optional<Path> servicePath(WorkloadHandle handle);

    /** What really was started, and how it is held; recorded at the start and unchanged since. */
    Attestation attestation(WorkloadHandle handle);

    /** Removes what the workload left on the host (workspace, logs, limits). Refused while it is alive. */
    void remove(WorkloadHandle handle);

    /** Removes what is left of launches that were cut short long ago, which no handle leads to. */
    default void sweep() {}

    /** What this host enforces and how; part of every attestation and of {@code wbx doctor}. */
    RunnerCapabilities capabilities();
}
