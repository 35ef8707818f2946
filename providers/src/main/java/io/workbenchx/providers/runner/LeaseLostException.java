package io.workbenchx.providers.runner;

/** Somebody else watches the workload, or may by now. Trying again later is right. */
public final class LeaseLostException extends RunnerException {
    public LeaseLostException(String message) {
        super(message, null);
    }
}
