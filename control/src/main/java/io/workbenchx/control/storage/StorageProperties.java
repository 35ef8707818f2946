package io.workbenchx.control.storage;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is kept, and for how long, when nothing refers to it.
 *
 * @param grace how long an object that nothing refers to is left alone: no upload takes that long from its last byte to its first reference
 * @param collect how often garbage is collected by itself
 * @param environments how long an environment that no run uses stays on a worker; it is built again when one does
 */
@ConfigurationProperties("workbenchx.storage")
public record StorageProperties(
        @DefaultValue("24h") Duration grace,
        @DefaultValue("6h") Duration collect,
        @DefaultValue("30d") Duration environments) {

    private static final Duration SHORTEST_GRACE = Duration.ofHours(1);

    public StorageProperties {
        if (grace.compareTo(SHORTEST_GRACE) < 0) {
            throw new IllegalArgumentException(
                    "workbenchx.storage.grace must be at least one hour: uploads that are under way would lose their bytes.");
        }
    }
}
