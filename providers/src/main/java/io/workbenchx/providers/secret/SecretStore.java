package io.workbenchx.providers.secret;

import java.util.Optional;
import java.util.UUID;

/**
 * Keeps the values of secrets, each under its project and name, in versions. Who may ask, and what is asked for when, is decided by the
 * control plane; a store only keeps.
 */
public interface SecretStore {

    /**
     * Stores a new version; earlier ones stay readable until {@link #delete}.
     *
     * @return its number, counted from 1
     * @throws SecretStoreException when it cannot be stored; the message holds nothing of the value
     */
    int put(UUID projectId, String name, String value);

    /**
     * One version of a value; empty when the store does not have it (any more).
     *
     * @throws SecretStoreException when the store does not answer
     */
    Optional<String> find(UUID projectId, String name, int version);

    /**
     * Forgets every version; forgetting what is not there changes nothing.
     *
     * @throws SecretStoreException when the store does not answer
     */
    void delete(UUID projectId, String name);
}
