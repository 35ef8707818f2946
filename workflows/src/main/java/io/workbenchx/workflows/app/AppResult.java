package io.workbenchx.workflows.app;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a deployment of an app that served came to its end.
 *
 * @param ending {@link Ending#STOPPED} or {@link Ending#REPLACED}
 * @param replacedBy run that serves the app now
 * @param restarts of all replicas together
 */
public record AppResult(
        String app, int release, Ending ending, @Nullable UUID replacedBy, int restarts) {

    /** The ways in which a deployment ends. */
    public enum Ending {
        STOPPED,
        REPLACED,
        CANCELLED,
        FAILED
    }
}
