package io.workbenchx.providers.store;

import org.jspecify.annotations.Nullable;

/** The object store could not do what was asked; of this very type when somebody has to change its configuration. */
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

    /** There is no room left; what is stored can still be read. */
    public static final class Full extends StoreException {
        public Full(String place, Throwable cause) {
            super(
                    "There is no room left in " + place
                            + ": make some there, or let the garbage collection do it (wbx storage gc).",
                    cause);
        }
    }

    /** The store does not answer, or not in time, also when asked again: later it may. */
    public static final class Unavailable extends StoreException {
        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
