package io.workbenchx.providers.runner;

import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import org.jspecify.annotations.Nullable;

/**
 * When machinery elsewhere ends a workload. CPU time is charged there as it is allocated, processors times time, so that its limit is a
 * deadline too, and holds without any worker.
 *
 * @param seconds absent: never
 * @param reason the limit that comes first
 */
public record Deadline(@Nullable Long seconds, Reason reason) {

    /**
     * @param cpus that the workload gets
     */
    public static Deadline of(WorkloadSpec.Limits limits, double cpus) {
        double wall = limits.wall().isZero()
                ? Double.POSITIVE_INFINITY
                : limits.wall().toMillis() / 1000.0;
        double cpu = limits.cpuSeconds() > 0 ? limits.cpuSeconds() / cpus : Double.POSITIVE_INFINITY;
        double first = Math.min(wall, cpu);
        return new Deadline(
                Double.isInfinite(first) ? null : Math.max(1, (long) Math.ceil(first)),
                cpu < wall ? Reason.CPU_LIMIT : Reason.WALL_LIMIT);
    }
}
