package io.workbenchx.providers.runner;

/** The workload asks for what this runner cannot do; another runner, or another spec, is needed. Trying again does not help. */
public final class UnsupportedWorkloadException extends RunnerException {
    public UnsupportedWorkloadException(String message) {
        super(message, null);
    }
}
