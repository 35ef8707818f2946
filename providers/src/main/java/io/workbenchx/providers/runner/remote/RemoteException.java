package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.RunnerException;

/** The other side refused a call. */
final class RemoteException extends RunnerException {

    private final int status;

    RemoteException(String what, String call, int status, String message) {
        super(
                what + " answered " + call + " with " + status + (message.isEmpty() ? "" : ": " + message)
                        + (status == 401 || status == 403 ? " (is its token valid, and may it do this?)" : ""),
                null);
        this.status = status;
    }

    int status() {
        return status;
    }
}
