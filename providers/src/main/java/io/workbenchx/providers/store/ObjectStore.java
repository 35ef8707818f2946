package io.workbenchx.providers.store;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Content-addressed object storage: an object is named by the sha256 of its bytes, so that it never changes, is stored once, and every read
 * proves itself. Putting what is there already writes it again, which repairs it.
 *
 * <p>Failures are {@link StoreException}s.
 */
public interface ObjectStore {

    /** Stores the stream, in constant memory; nothing is visible before all of it is durable. Closes nothing. */
    default StoredObject put(InputStream content) {
        return put(content, arrived -> {});
    }

    /**
     * As {@link #put(InputStream)}, asking first whether it may.
     *
     * @param admission told digest and length of what has arrived, before anything of it becomes visible; nothing is kept when it throws
     */
    StoredObject put(InputStream content, Consumer<StoredObject> admission);

    /**
     * Opens an object. The stream checks the digest while it is read and fails with {@link StoreException.Altered} at the latest at its end:
     * whoever must not act on altered bytes reads to the end first, or uses {@link #verify}.
     *
     * @throws StoreException.Missing when there is no such object
     */
    InputStream open(String sha256);

    /** Reads the object once and compares its digest. */
    void verify(String sha256);

    boolean exists(String sha256);

    void delete(String sha256);

    /** All objects by digest, for garbage collection. */
    List<StoredObject> list();

    /**
     * An address at which whoever has it can fetch the object from the store itself, unless this store gives none. Nobody checks the bytes on
     * that way but their receiver.
     *
     * @param disposition Content-Disposition of the answer: under which name a browser saves it
     */
    Optional<URI> link(String sha256, String disposition, Duration validity);

    /** Removes what uploads left that died; no upload takes as long as they are left alone. */
    void removeAbandoned();

    /**
     * @param sha256 lower-case hex
     * @param bytes length
     */
    record StoredObject(String sha256, long bytes) {}
}
