package io.workbenchx.providers.runner;

/** What would run, or runs, is not what was approved. */
public final class RuntimeMismatchException extends RunnerException {
    public RuntimeMismatchException(String message) {
        super(message, null);
    }
}
