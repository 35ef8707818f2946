package io.workbenchx.providers.store;

import org.jspecify.annotations.Nullable;

/** The object store could not do what was asked. */
public class StoreException extends RuntimeException {

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** There is no object with this digest. */
    public static final class Missing extends StoreException {
        public Missing(String sha256) {
            super("There is no object sha256:" + sha256 + " in the store.", null);
        }
    }

    /** The stored bytes are not those the digest names. */
    public static final class Altered extends StoreException {
        public Altered(String expected, String actual) {
            super(
                    "The object sha256:" + expected + " was altered: its bytes have the digest sha256:" + actual + ".",
                    null);
        }
    }
}
