package io.workbenchx.providers.runner.docker;

import io.workbenchx.providers.runner.WorkloadHandle;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What a container has on its host: the folders bound into it, its output, and what we know about it. The name is short for the sake of
 * unix sockets, as that of a process's directory.
 */
record ContainerDirectory(Path path) {

    static ContainerDirectory of(Path root, UUID runId, String name, int attempt) {
        return new ContainerDirectory(root.resolve(runId.toString().substring(24) + "-" + name + "-" + attempt));
    }

    static ContainerDirectory of(Path root, WorkloadHandle handle) {
        return of(root, handle.runId(), handle.name(), handle.attempt());
    }

    /** Of the container; tells run, name and attempt to people. */
    String container() {
        return "wbx-" + path.getFileName();
    }

    /** Held while it is being started or removed. */
    Path startLock() {
        return path.resolveSibling(".lock-" + Math.floorMod(container().hashCode(), 64));
    }

    Path lease() {
        return path.resolve("lease");
    }

    /** {@code /work} inside. */
    Path workspace() {
        return path.resolve("work");
    }

    /** {@code /run/wbx} inside. */
    Path sockets() {
        return path.resolve("io");
    }

    Path serviceSocket() {
        return sockets().resolve("service.sock");
    }

    /** {@code /run/gateway} inside; not writable for the workload. */
    Path gateway() {
        return path.resolve("gw");
    }

    Path apiSocket() {
        return gateway().resolve("api.sock");
    }

    Path output() {
        return path.resolve("log");
    }

    /** Held by the process that writes its output down. */
    Path outputLease() {
        return path.resolve("log.lease");
    }

    /** What it used, as last seen. */
    Path usage() {
        return path.resolve("usage");
    }

    /** Why we ended it, written before it is ended. */
    Path ending() {
        return path.resolve("ending");
    }

    Path attestation() {
        return path.resolve("attestation.json");
    }
}
