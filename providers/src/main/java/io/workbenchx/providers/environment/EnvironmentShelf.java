package io.workbenchx.providers.environment;

import java.time.Instant;
import java.util.List;

/** The environments that lie built on this host; each can be built again from its lock. */
public interface EnvironmentShelf {

    /** All of them. */
    List<Kept> kept();

    /** Removes an environment unless somebody has asked for it since; false when it stays. */
    boolean remove(Kept environment, Instant unusedSince);

    /**
     * @param digest {@code sha256:…}, as runtimes are listed
     * @param bytes on disk
     * @param lastUsed when it was last asked for
     */
    record Kept(String digest, long bytes, Instant lastUsed) {}
}
