package io.workbenchx.providers.runner;

import org.jspecify.annotations.Nullable;

/**
 * Where a workload stands.
 *
 * @param exitCode of the command, when it has ended and left one
 * @param reason why it ended, null while it runs
 * @param usage used so far by the whole tree
 */
public record WorkloadStatus(
        boolean running,
        @Nullable Integer exitCode,
        @Nullable Reason reason,
        Usage usage) {

    /** Why a workload ended. */
    public enum Reason {
        EXITED,
        /** Killed for memory. */
        OUT_OF_MEMORY,
        CPU_LIMIT,
        WALL_LIMIT,
        DISK_LIMIT,
        /** Failed after it was refused more processes or threads. */
        PROCESS_LIMIT,
        /** Killed by {@link Runner#stop}. */
        STOPPED,
        /** No exit code to be found: killed from outside, or the host went down. Never a success. */
        LOST
    }

    /** CPU seconds (user + system) and peak memory of the whole tree. */
    public record Usage(double cpuSeconds, long peakMemoryBytes) {
        public static final Usage NONE = new Usage(0, 0);
    }
}
