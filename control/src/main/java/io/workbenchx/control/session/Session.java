package io.workbenchx.control.session;

import io.workbenchx.workflows.session.SessionEnding;
import io.workbenchx.workflows.session.SessionProgress.Phase;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as it stands now.
 *
 * @param run the latest one of this name
 * @param open whether that one has not ended
 * @param activeAt when somebody, or something in it, was last seen at work
 * @param workspace the latest that was saved
 */
public record Session(
        UUID projectId,
        String name,
        UUID run,
        UUID owner,
        String ownerName,
        Phase phase,
        boolean open,
        @Nullable String host,
        @Nullable Instant expiresAt,
        @Nullable Instant readyAt,
        @Nullable Instant activeAt,
        @Nullable SessionEnding ending,
        @Nullable Workspace workspace) {

    /**
     * @param run whose artifacts its files are
     * @param sha256 of the list of its files
     */
    public record Workspace(UUID run, String sha256, int files, long bytes) {}
}
