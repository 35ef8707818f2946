package io.workbenchx.providers.runner;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How this host runs workloads.
 *
 * @param directory where workloads have their directories; absent: {@code runs} in the workbench's home
 * @param isolation the strongest that works, or none although namespaces would work
 * @param controlGroup name of the control group, at the root of each hierarchy, that holds those of the workloads
 * @param logCap of one workload's output; beyond it the oldest is dropped
 * @param logSegment output is kept in files of this size, and dropped file by file
 * @param egressNetworks networks (10.1.0.0/16) of hosts that policies may open although their addresses are not public
 * @param diskQuota a file system of its own for what each workload writes, where the host can
 */
@ConfigurationProperties("workbenchx.runner")
public record RunnerProperties(
        @Nullable Path directory,
        @DefaultValue("auto") Isolation isolation,
        @DefaultValue("workbenchx") String controlGroup,
        @DefaultValue("1GB") DataSize logCap,
        @DefaultValue("16MB") DataSize logSegment,
        @DefaultValue("true") boolean diskQuota,
        @DefaultValue({}) List<String> egressNetworks) {

    /** Whether the host is asked for namespaces. */
    public enum Isolation {
        AUTO,
        NONE
    }

    public RunnerProperties {
        egressNetworks = List.copyOf(egressNetworks);
        if (!controlGroup.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("workbenchx.runner.control-group: " + controlGroup);
        }
        if (logSegment.toBytes() <= 0 || logCap.toBytes() < 2 * logSegment.toBytes()) {
            throw new IllegalArgumentException("workbenchx.runner.log-cap must hold at least two segments");
        }
    }

    /** The defaults, for use without Spring. */
    public static RunnerProperties defaults() {
        return new RunnerProperties(
                null, Isolation.AUTO, "workbenchx", DataSize.ofGigabytes(1), DataSize.ofMegabytes(16), true, List.of());
    }
}
