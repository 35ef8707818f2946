package io.workbenchx.standalone.host;

import org.jspecify.annotations.Nullable;

/** The machine does not allow what the workbench needs; the message says what to do about it. */
public final class HostException extends RuntimeException {

    public HostException(String message) {
        this(message, null);
    }

    public HostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
