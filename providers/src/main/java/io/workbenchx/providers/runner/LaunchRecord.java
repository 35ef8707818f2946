package io.workbenchx.providers.runner;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept about a workload for those who adopt, watch or remove it later. No values of variables.
 *
 * @param isolation {@code bubblewrap} or {@code none}
 * @param uid the workload's user, when it has one of its own
 * @param egress hosts it may reach
 * @param killFile writing 1 to it kills all of the workload
 * @param groups control groups made for it
 */
record LaunchRecord(
        UUID runId,
        String name,
        int attempt,
        String isolation,
        @Nullable Integer uid,
        WorkloadSpec.@Nullable Gateway workbench,
        List<String> egress,
        boolean listen,
        double cpuSeconds,
        long segmentBytes,
        @Nullable String killFile,
        List<String> groups) {

    boolean sandboxed() {
        return isolation.equals(Host.BUBBLEWRAP);
    }
}
