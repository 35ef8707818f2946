package io.workbenchx.control.policy;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The most that open runs (asked for and not ended) may claim together, and what may be stored. Null is no limit.
 *
 * @param runs open runs, services among them
 * @param cpus processors
 * @param memoryBytes of main memory
 * @param gpus accelerators
 * @param storageBytes of artifacts and dataset versions
 */
public record Quota(
        @Nullable Integer runs,
        @Nullable BigDecimal cpus,
        @Nullable Long memoryBytes,
        @Nullable Integer gpus,
        @Nullable Long storageBytes) {

    public static final Quota NONE = new Quota(null, null, null, null, null);
}
