package io.workbenchx.providers.runner;

/**
 * Held by the one process that watches a workload, and renewed by it as long as it lives. Given back by closing, by the kernel when that
 * process dies, or by time when it does not get to run: another may take it then.
 */
public interface WorkloadLease extends AutoCloseable {

    /** Grows from holder to holder: what is written with a lower number than that of another holder comes too late. */
    default long fence() {
        return 0;
    }

    /**
     * To be asked before each step that must be the holder's only.
     *
     * @throws LeaseLostException when the time was up, whether or not another has it by now
     */
    default void check() {}

    @Override
    void close();
}
