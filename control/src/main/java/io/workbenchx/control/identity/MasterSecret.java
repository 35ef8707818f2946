package io.workbenchx.control.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The one secret of an installation, from which a key per purpose is derived (HKDF-Expand of RFC 5869 with the purpose as info), so that
 * no key ever serves two purposes. Comes from configuration, or is made at first start and kept in a file only its owner can read.
 */
public final class MasterSecret {

    private static final int MIN_BYTES = 32;

    private final byte[] secret;

    private MasterSecret(byte[] secret) {
        this.secret = secret;
    }

    /**
     * @param configured hex of at least 32 bytes; when absent the file is used, and made if need be
     */
    public static MasterSecret load(@Nullable String configured, Path file) {
        return of(configured == null || configured.isBlank() ? read(file) : configured);
    }

    /**
     * @param hex of at least 32 bytes
     */
    public static MasterSecret of(String hex) {
        byte[] secret = HexFormat.of().parseHex(hex.strip());
        if (secret.length < MIN_BYTES) {
            throw new IllegalStateException("workbenchx.secret must be at least " + MIN_BYTES
                    + " random bytes in hex; make one with: openssl rand -hex 32");
        }
        return new MasterSecret(secret);
    }

    /** A 256-bit key for one purpose. */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 1);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
        }
    }

    private static String read(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or make the secret " + file, e);
        }
    }

    private static void create(Path file) throws IOException {
        byte[] fresh = new byte[MIN_BYTES];
        new SecureRandom().nextBytes(fresh);
        Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = Files.createTempFile(directory, ".master", ".key", ownerOnly);
        try {
            Files.writeString(draft, HexFormat.of().formatHex(fresh));
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException another) {
            // Another process of the same installation was faster: its secret counts.
        } finally {
            Files.delete(draft);
        }
    }
}
