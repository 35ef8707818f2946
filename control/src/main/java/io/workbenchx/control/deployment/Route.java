package io.workbenchx.control.deployment;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where requests for an endpoint go now.
 *
 * @param project name of the project
 * @param run deployment that has the traffic; null: nothing serves
 * @param replicas those that answer
 */
public record Route(
        UUID endpointId,
        UUID projectId,
        String project,
        String endpoint,
        @Nullable UUID run,
        List<Upstream> replicas) {

    public Route {
        replicas = List.copyOf(replicas);
    }

    /**
     * A replica's door.
     *
     * @param socket unix socket on the host
     * @param uid user who must own it
     */
    public record Upstream(int ordinal, String host, String socket, long uid) {}
}
