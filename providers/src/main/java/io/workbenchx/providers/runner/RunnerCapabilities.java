package io.workbenchx.providers.runner;

import java.util.Map;

/**
 * @param isolation {@code bubblewrap} or {@code none} (plain process group)
 * @param mechanisms limit → how it is enforced, such as {@code memory → cgroup v1}, {@code cpu → poll}, {@code processes → prlimit}
 */
public record RunnerCapabilities(String isolation, Map<String, String> mechanisms) {
    public RunnerCapabilities {
        mechanisms = Map.copyOf(mechanisms);
    }
}
