package io.workbenchx.workflows.session;

import org.jspecify.annotations.Nullable;

/**
 * How a session that was ready came to its end.
 *
 * @param saved its workspace
 */
public record SessionResult(
        String name, SessionEnding ending, @Nullable SavedWorkspace saved) {}
