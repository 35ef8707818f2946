package io.workbenchx.control.secret;

import io.workbenchx.control.encryption.DataKey;
import io.workbenchx.control.encryption.DataKeys;
import io.workbenchx.control.encryption.KeyPurpose;
import io.workbenchx.providers.secret.SecretStore;
import io.workbenchx.providers.secret.SecretStoreException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Secrets in the control plane's own database, each encrypted with the data key of its project and bound to its place. */
class DatabaseSecretStore implements SecretStore {

    private final DataKeys keys;
    private final JdbcClient jdbc;

    DatabaseSecretStore(DataKeys keys, JdbcClient jdbc) {
        this.keys = keys;
        this.jdbc = jdbc;
    }

    private record Stored(UUID keyId, byte[] ciphertext) {}

    @Override
    @Transactional
    public int put(UUID projectId, String name, String value) {
        try {
            // One writer of a name at a time, or two would take the same number.
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))::text")
                    .param("secret/" + projectId + "/" + name)
                    .query(String.class)
                    .single();
            int version =
                    jdbc.sql("""
                            select coalesce(max(version), 0) + 1 from ops.secret_values where project_id = ? and name = ?
                            """).params(projectId, name).query(Integer.class).single();
            DataKey key = keys.current(projectId, KeyPurpose.SECRETS);
            byte[] text = key.encrypt(value.getBytes(StandardCharsets.UTF_8), context(projectId, name, version));
            jdbc.sql("""
                            insert into ops.secret_values (project_id, name, version, key_id, ciphertext) values (?, ?, ?, ?, ?)
                            """).params(projectId, name, version, key.id(), text).update();
            return version;
        } catch (DataAccessException away) {
            throw new SecretStoreException("The secret " + name + " could not be stored in the database.", away);
        }
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<String> find(UUID projectId, String name, int version) {
        try {
            return jdbc.sql("""
                            select key_id, ciphertext from ops.secret_values where project_id = ? and name = ? and version = ?
                            """)
                    .params(projectId, name, version)
                    .query((row, n) -> new Stored(row.getObject("key_id", UUID.class), row.getBytes("ciphertext")))
                    .optional()
                    .map(stored -> decrypt(stored, projectId, name, version));
        } catch (DataAccessException away) {
            throw new SecretStoreException("The secret " + name + " could not be read from the database.", away);
        }
    }

    @Override
    @Transactional
    public void delete(UUID projectId, String name) {
        try {
            jdbc.sql("delete from ops.secret_values where project_id = ? and name = ?")
                    .params(projectId, name)
                    .update();
        } catch (DataAccessException away) {
            throw new SecretStoreException("The secret " + name + " could not be deleted from the database.", away);
        }
    }

    private String decrypt(Stored stored, UUID projectId, String name, int version) {
        DataKey key = keys.find(stored.keyId()).orElseThrow();
        try {
            return new String(
                    key.decrypt(stored.ciphertext(), context(projectId, name, version)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException altered) {
            throw new SecretStoreException(
                    "Version " + version + " of the secret " + name + " was altered in the database: set it anew.",
                    altered);
        }
    }

    /** Binds a ciphertext to its place: copied to another project, name or version it does not open. */
    private static byte[] context(UUID projectId, String name, int version) {
        return ("secret|" + projectId + "|" + name + "|" + version).getBytes(StandardCharsets.UTF_8);
    }
}
