package io.workbenchx.providers.store;

import java.io.InputStream;
import java.util.List;

/**
 * Content-addressed object storage: an object is named by the sha256 of its bytes, so that it never changes, is stored once, and every read
 * proves itself.
 *
 * <p>Failures are {@link StoreException}s.
 */
public interface ObjectStore {

    /** Stores the stream, in constant memory; nothing is visible before all of it is durable. Closes nothing. */
    StoredObject put(InputStream content);

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

    /** Digests of all objects, for garbage collection. */
    List<String> list();

    /**
     * @param sha256 lower-case hex
     * @param bytes length
     */
    record StoredObject(String sha256, long bytes) {}
}
