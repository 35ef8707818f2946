package io.workbenchx.control.deployment;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as it stands.
 *
 * @param run deployment that has the traffic, else the latest one
 * @param model served by that run, with its version
 * @param wanted replicas asked for
 * @param healthy replicas that answer now
 * @param usage since the endpoint exists
 */
public record EndpointView(
        String name,
        State state,
        UUID run,
        String model,
        int version,
        int wanted,
        int healthy,
        Usage usage,
        @Nullable Instant switchedAt) {

    /** Standing of an endpoint. */
    public enum State {
        /** At least one replica answers. */
        SERVING,
        /** It has the traffic but no replica answers now. */
        DOWN,
        /** Its first deployment is on its way. */
        STARTING,
        /** Nothing serves it. */
        STOPPED
    }

    /**
     * @param errors answers with status 5xx, and requests cut off
     * @param refused answers with status 4xx
     * @param p50Millis half of all requests took no longer
     * @param p95Millis of twenty requests, nineteen took no longer
     */
    public record Usage(long requests, long errors, long refused, double p50Millis, double p95Millis) {}
}
