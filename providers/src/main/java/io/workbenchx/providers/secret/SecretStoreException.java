package io.workbenchx.providers.secret;

import org.jspecify.annotations.Nullable;

/** The store of secrets did not do what it was asked. The message says why and never holds a value. */
public final class SecretStoreException extends RuntimeException {

    public SecretStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
