package io.workbenchx.control.encryption;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.workbenchx.control.identity.MasterSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes data keys, and wraps them for the database: with a key derived from the installation's secret for one generation, so that the
 * wrapping key can be changed without touching what the data keys encrypt.
 */
public final class WrappingKeys {

    private static final Configuration TINK = AeadConfig2026.get();
    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    /** The present secret first, then those it replaced. */
    private final List<MasterSecret> secrets;

    /**
     * @param secrets the installation's present secret, then those it replaced, with which keys may still be wrapped
     */
    public WrappingKeys(List<MasterSecret> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** What the key belongs to; wrapped text moved to another row does not open. */
    record Owner(UUID keyId, @Nullable UUID projectId, KeyPurpose purpose) {
        byte[] context() {
            return ("data-key|" + keyId + "|" + (projectId == null ? "-" : projectId) + "|" + purpose)
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** A new random key, wrapped. */
    byte[] create(Owner owner, int generation) {
        try {
            return wrap(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, TINK), owner, generation);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Tink makes AES-256-GCM keys", impossible);
        }
    }

    /** The same key, wrapped anew. */
    byte[] rewrap(byte[] wrapped, Owner owner, int oldGeneration, int newGeneration) {
        try {
            return wrap(keyset(wrapped, owner, oldGeneration), owner, newGeneration);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Tink wraps what it unwrapped", impossible);
        }
    }

    /**
     * The key in a wrapping.
     *
     * @throws IllegalStateException when neither the present secret nor an earlier one opens it
     */
    DataKey unwrap(byte[] wrapped, Owner owner, int generation) {
        try {
            Aead aead = keyset(wrapped, owner, generation).getPrimitive(TINK, Aead.class);
            return new DataKey(owner.keyId(), owner.projectId(), owner.purpose(), aead);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("The data key " + owner.keyId() + " is no AES-GCM key", impossible);
        }
    }

    private KeysetHandle keyset(byte[] wrapped, Owner owner, int generation) {
        GeneralSecurityException last = null;
        for (MasterSecret secret : secrets) {
            try {
                return TinkProtoKeysetFormat.parseEncryptedKeyset(
                        wrapped, wrappingKey(secret, generation), owner.context(), TINK);
            } catch (GeneralSecurityException other) {
                last = other;
            }
        }
        throw new IllegalStateException(
                "The data key " + owner.keyId() + " was wrapped with another secret of the installation, or altered. "
                        + "Set WORKBENCHX_SECRET to the one it was made with, or WORKBENCHX_SECRET_PREVIOUS after a change.",
                last);
    }

    private byte[] wrap(KeysetHandle keyset, Owner owner, int generation) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeEncryptedKeyset(
                keyset, wrappingKey(secrets.get(0), generation), owner.context(), TINK);
    }

    @AccessesPartialKey // made of bytes of our own
    private static Aead wrappingKey(MasterSecret secret, int generation) throws GeneralSecurityException {
        AesGcmKey key = AesGcmKey.builder()
                .setParameters(AesGcmParameters.builder()
                        .setKeySizeBytes(KEY_BYTES)
                        .setIvSizeBytes(IV_BYTES)
                        .setTagSizeBytes(TAG_BYTES)
                        .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                        .build())
                .setKeyBytes(SecretBytes.copyFrom(
                        secret.derive("wrap data keys, generation " + generation), InsecureSecretKeyAccess.get()))
                .build();
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
                .build()
                .getPrimitive(TINK, Aead.class);
    }
}
