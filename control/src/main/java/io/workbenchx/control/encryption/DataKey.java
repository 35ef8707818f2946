package io.workbenchx.control.encryption;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key ready for use (AES-256-GCM).
 *
 * @param id stands beside everything encrypted with it
 * @param projectId whose it is; null for the installation's own
 */
public record DataKey(UUID id, @Nullable UUID projectId, KeyPurpose purpose, Aead aead) {

    /**
     * Encrypts.
     *
     * @param context what the text belongs to; the same is needed to decrypt it
     */
    public byte[] encrypt(byte[] text, byte[] context) {
        try {
            return aead.encrypt(text, context);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM encrypts anything", impossible);
        }
    }

    /**
     * Decrypts.
     *
     * @throws GeneralSecurityException when the text was altered, or was encrypted with another key or context
     */
    public byte[] decrypt(byte[] text, byte[] context) throws GeneralSecurityException {
        return aead.decrypt(text, context);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "DataKey[id=" + id + ", project=" + projectId + ", purpose=" + purpose + "]";
    }
}
