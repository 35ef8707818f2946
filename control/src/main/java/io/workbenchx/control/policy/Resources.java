package io.workbenchx.control.policy;

import java.math.BigDecimal;

/**
 * What a run claims of the machines while it is open.
 *
 * @param cpus processors; a process that names none counts as one
 * @param memoryBytes of all its processes together
 * @param gpus accelerators
 */
public record Resources(BigDecimal cpus, long memoryBytes, int gpus) {

    /** A run that works elsewhere, or only in the control plane. */
    public static final Resources NONE = new Resources(BigDecimal.ZERO, 0, 0);

    /** No machine has more, and a JSON number holds no more exactly. */
    private static final long MOST_MEMORY = 1L << 53;

    /** So many processes of a processor each. */
    public static Resources processes(int processes, long memoryBytesEach) {
        long memory = memoryBytesEach > MOST_MEMORY / processes ? MOST_MEMORY : processes * memoryBytesEach;
        return new Resources(BigDecimal.valueOf(processes), memory, 0);
    }
}
