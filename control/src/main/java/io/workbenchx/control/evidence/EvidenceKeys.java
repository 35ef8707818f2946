package io.workbenchx.control.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.jspecify.annotations.Nullable;

/**
 * The Ed25519 key that signs evidence: {@code evidence.key} (PKCS#8, PEM, readable by its owner only), made at first use. Losing it breaks no
 * bundle that was signed with it, as long as somebody kept the public key.
 */
public final class EvidenceKeys {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String END = "\n-----END PRIVATE KEY-----\n";
    /** DER around the 32 bytes of an Ed25519 public key (RFC 8410). */
    private static final byte[] PUBLIC_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");
    /** DER around the 32 bytes of an Ed25519 private key (RFC 8410). */
    private static final int PRIVATE_HEAD = 16;

    private final Path file;
    private volatile @Nullable Loaded loaded;

    private record Loaded(PrivateKey key, byte[] publicDer, String id) {}

    /**
     * @param directory of the workbench's secrets
     */
    public EvidenceKeys(Path directory) {
        this.file = directory.resolve("evidence.key");
    }

    /** sha256 of the public key's DER form. */
    public String keyId() {
        return load().id();
    }

    /** The public key as {@code openssl} reads it. */
    public String publicKeyPem() {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(load().publicDer())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /**
     * Whether a signature is one of this workbench: made by its key, or by an earlier one whose public half is kept beside it as {@code
     * evidence-<key id>.pub} (PEM).
     *
     * @param keyId of the key that is said to have signed
     */
    boolean verify(String keyId, byte[] message, byte[] signature) {
        try {
            Optional<byte[]> der = publicDer(keyId);
            if (der.isEmpty()) {
                return false;
            }
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der.get())));
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException | IllegalArgumentException notOne) {
            return false;
        }
    }

    private Optional<byte[]> publicDer(String keyId) throws GeneralSecurityException {
        if (keyId.equals(keyId())) {
            return Optional.of(load().publicDer());
        }
        Path kept = file.resolveSibling("evidence-" + keyId + ".pub");
        if (!keyId.matches("[0-9a-f]{64}") || !Files.exists(kept)) {
            return Optional.empty();
        }
        try {
            byte[] der = Base64.getMimeDecoder()
                    .decode(Files.readString(kept, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", ""));
            return HexFormat.of().formatHex(sha256(der)).equals(keyId) ? Optional.of(der) : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read the public key " + kept + ".", unreadable);
        }
    }

    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(load().key());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Cannot sign with the key in " + file + ".", impossible);
        }
    }

    private Loaded load() {
        Loaded known = loaded;
        if (known == null) {
            known = read();
            loaded = known;
        }
        return known;
    }

    private Loaded read() {
        try {
            if (!Files.exists(file)) {
                create();
            }
            String pem = Files.readString(file, StandardCharsets.US_ASCII);
            byte[] der = Base64.getMimeDecoder()
                    .decode(pem.replace(BEGIN.strip(), "").replace(END.strip(), ""));
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
            byte[] publicDer = publicDer(key);
            return new Loaded(key, publicDer, HexFormat.of().formatHex(sha256(publicDer)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read the evidence key " + file + ".", unreadable);
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw new IllegalStateException(
                    "The file " + file
                            + " holds no Ed25519 private key in PKCS#8 PEM. Restore it from a backup, or move it away: "
                            + "a new key is made then, and old bundles still verify with the old public key.",
                    wrong);
        }
    }

    private static byte[] publicDer(PrivateKey key) {
        byte[] raw = new Ed25519PrivateKeyParameters(key.getEncoded(), PRIVATE_HEAD)
                .generatePublicKey()
                .getEncoded();
        byte[] der = new byte[PUBLIC_HEAD.length + Ed25519PublicKeyParameters.KEY_SIZE];
        System.arraycopy(PUBLIC_HEAD, 0, der, 0, PUBLIC_HEAD.length);
        System.arraycopy(raw, 0, der, PUBLIC_HEAD.length, raw.length);
        return der;
    }

    /** Written aside and linked into place, so that of two processes starting at once one wins and both read a whole key. */
    private void create() throws IOException, GeneralSecurityException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        byte[] der = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path fresh = Files.createTempFile(
                directory,
                ".evidence",
                ".key",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, BEGIN + Base64.getEncoder().encodeToString(der) + END, StandardCharsets.US_ASCII);
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException another) {
            // Another process made the key first: that one counts.
        } finally {
            Files.delete(fresh);
        }
    }

    private static byte[] sha256(byte[] content) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }
}
