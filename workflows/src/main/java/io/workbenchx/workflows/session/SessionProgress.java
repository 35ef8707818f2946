package io.workbenchx.workflows.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands.
 *
 * @param host where it runs, once that is chosen
 */
public record SessionProgress(Phase phase, @Nullable String host, Instant expiresAt) {

    /** The life of a session, in order. */
    public enum Phase {
        PREPARING,
        STARTING,
        READY,
        SAVING,
        ENDED
    }
}
