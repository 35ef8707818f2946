package io.workbenchx.providers.runner;

/** Held by the one process that watches a workload; given back by closing, or by the kernel when that process dies. */
public interface WorkloadLease extends AutoCloseable {
    @Override
    void close();
}
