package io.workbenchx.providers.fault;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Places that matter when a process dies there: after an effect and before its report, before and after a commit. {@code
 * WBX_FAILPOINTS="name:kill,other:kill"} ends the process at the named ones as {@code kill -9} would, and only in a JVM that was started
 * with {@code -Dwbx.failpoints.enabled=true}; in any other, reaching one costs a set lookup.
 */
public final class Failpoint {

    private static final int KILLED = 137;
    private static final String KILL = ":kill";
    private static final Set<String> ARMED = armed(Boolean.getBoolean("wbx.failpoints.enabled"), System.getenv());

    private Failpoint() {}

    /** The process reached the place of this name. */
    public static void hit(String name) {
        if (ARMED.contains(name)) {
            // Halt runs no shutdown hook and no finally block: to everybody else it is a SIGKILL.
            Runtime.getRuntime().halt(KILLED);
        }
    }

    static Set<String> armed(boolean enabled, Map<String, String> environment) {
        if (!enabled) {
            return Set.of();
        }
        return Arrays.stream(Optional.ofNullable(environment.get("WBX_FAILPOINTS"))
                        .orElse("")
                        .split(","))
                .map(String::strip)
                .filter(point -> point.endsWith(KILL))
                .map(point -> point.substring(0, point.length() - KILL.length()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
