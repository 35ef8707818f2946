package io.workbenchx.workflows.deployment;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a deployment that served came to its end.
 *
 * @param ending {@link Ending#STOPPED} or {@link Ending#REPLACED}
 * @param replacedBy run that serves the endpoint now
 * @param restarts of all replicas together
 */
public record DeploymentResult(
        String endpoint,
        String model,
        int version,
        Ending ending,
        @Nullable UUID replacedBy,
        int restarts) {

    /** The ways in which a deployment ends. */
    public enum Ending {
        STOPPED,
        REPLACED,
        CANCELLED,
        FAILED
    }
}
