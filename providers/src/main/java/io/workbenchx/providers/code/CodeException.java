package io.workbenchx.providers.code;

import org.jspecify.annotations.Nullable;

/** Source code could not be stored or checked out; the message says which part of it is refused, or what failed. */
public class CodeException extends RuntimeException {

    public CodeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public CodeException(String message) {
        this(message, null);
    }
}
