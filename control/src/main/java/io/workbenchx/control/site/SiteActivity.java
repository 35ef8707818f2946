package io.workbenchx.control.site;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a site is used, as front doors said within the last seconds.
 *
 * @param lastRequestAt when a request, or a message on a WebSocket, last came from a visitor; null: never
 * @param open requests and WebSockets under way, by the run that answers them
 */
public record SiteActivity(@Nullable Instant lastRequestAt, Map<UUID, Integer> open) {

    public SiteActivity {
        open = Map.copyOf(open);
    }

    /** All requests and WebSockets under way. */
    public int openConnections() {
        return open.values().stream().mapToInt(Integer::intValue).sum();
    }
}
