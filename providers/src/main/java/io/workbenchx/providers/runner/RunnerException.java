package io.workbenchx.providers.runner;

import org.jspecify.annotations.Nullable;

/** The runner could not do its part; says what and why. */
public class RunnerException extends RuntimeException {
    public RunnerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
