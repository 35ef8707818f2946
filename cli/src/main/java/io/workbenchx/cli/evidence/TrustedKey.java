package io.workbenchx.cli.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * The Ed25519 public key that the reader of a bundle trusts.
 *
 * @param id sha256 of the key's DER form, as {@code openssl pkey -pubin -outform DER | sha256sum} prints it
 */
record TrustedKey(PublicKey key, String id) {

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    /**
     * @throws IllegalArgumentException when the file holds no Ed25519 public key in PEM
     */
    static TrustedKey read(Path pem) throws IOException {
        String text = Files.readString(pem, StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(pem + " holds no public key: it must have a line \"" + BEGIN
                    + "\". Get it from GET /api/v1/evidence/key.");
        }
        return of(pem, text.substring(begin + BEGIN.length(), end));
    }

    private static TrustedKey of(Path pem, String base64) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
            return new TrustedKey(key, Digests.sha256(der));
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    pem + " holds no Ed25519 public key (" + wrong.getMessage() + ").", wrong);
        }
    }

    boolean signed(byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }
}
