package io.workbenchx.providers.environment;

import org.jspecify.annotations.Nullable;

/** An environment could not be built; the message holds the tool's own reason. */
public class EnvironmentException extends RuntimeException {
    public EnvironmentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
