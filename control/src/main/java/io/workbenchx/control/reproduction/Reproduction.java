package io.workbenchx.control.reproduction;

import io.workbenchx.workflows.run.RunState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a run that repeats another one compares with it.
 *
 * @param state of the reproduction; while it is not SUCCEEDED the comparison is of what there is so far
 * @param identical all inputs, metrics and artifacts match
 * @param inputs code, datasets, runtime: name to digests
 * @param metrics latest value of each metric
 * @param artifacts path to digests
 * @param moved what a fresh run of the same request would take instead today
 */
public record Reproduction(
        UUID original,
        UUID reproduction,
        RunState state,
        boolean identical,
        Map<String, Compared> inputs,
        Map<String, Compared> metrics,
        Map<String, Compared> artifacts,
        List<String> moved) {

    /** A value of the original and of its reproduction; null where a run has none. */
    public record Compared(
            @Nullable String original, @Nullable String reproduction, boolean matches) {}
}
