package io.workbenchx.workflows.replica;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a replica is watched. What an older build left out, or wrote as part of a larger spec, reads as the defaults.
 *
 * @param drain how long requests under way are given after the route has moved on
 * @param health how it is asked whether it is ready
 * @param mostCrashes processes in a row that did not live long, after which a replica that once served is given up; absent: never
 */
public record ReplicaTerms(
        Duration drain, HealthCheck health, @Nullable Integer mostCrashes) {

    public ReplicaTerms {
        drain = Objects.requireNonNullElse(drain, Duration.ZERO);
        health = Objects.requireNonNullElse(health, HealthCheck.OPEN_INFERENCE);
    }
}
