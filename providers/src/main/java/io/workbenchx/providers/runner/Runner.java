package io.workbenchx.providers.runner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
     * Starts the workload, or returns the handle of the one already started for the same run, name and attempt.
     *
     * @throws RunnerException when it cannot be started; nothing is left behind then
     */
    WorkloadHandle start(WorkloadSpec spec);

    /** The workload started earlier under this run and name, in whatever state, by this or any other process of the host. */
    Optional<WorkloadHandle> find(UUID runId, String name);

    /** Every workload of this runner that has not been removed, in whatever state, started by this or any other process of the host. */
    List<WorkloadHandle> workloads();

    /**
     * Takes charge of a workload (lease) and serves its socket to the workbench; to be closed when done watching. Closing does not stop it.
     *
     * @throws RunnerException when another live process has the lease
     */
    WorkloadLease adopt(WorkloadHandle handle);

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
     * Host path of the socket of a workload that listens, once it is there; empty before. To be asked anew before each dial: the workload
     * owns the socket's directory.
     *
     * @throws RunnerException when something else than a socket of the workload's user is in its place
     */
    Optional<Path> servicePath(WorkloadHandle handle);

    /** What really was started, and how it is held; recorded at the start and unchanged since. */
    Attestation attestation(WorkloadHandle handle);

    /** Removes what the workload left on the host (workspace, logs, limits). Refused while it is alive. */
    void remove(WorkloadHandle handle);

    /** What this host enforces and how; part of every attestation and of {@code wbx doctor}. */
    RunnerCapabilities capabilities();
}
