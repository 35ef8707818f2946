package io.workbenchx.cli.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Line 1 of a bundle: a DSSE envelope with one Ed25519 signature around an in-toto statement.
 *
 * <p>The line is taken apart at fixed texts and put together again from the decoded parts: only the one spelling the workbench writes is
 * accepted. A JSON parser would let unused bits of base64, escapes and spaces change unseen.
 */
record Envelope(byte[] payload, String keyId, byte[] signature) {

    static final String RECORD = "signature";

    private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    private static final String HEAD = "{\"payloadType\":\"" + PAYLOAD_TYPE + "\",\"payload\":\"";
    private static final String KEY_ID = "\",\"signatures\":[{\"keyid\":\"";
    private static final String SIGNATURE = "\",\"sig\":\"";
    private static final String TAIL = "\"}]}";

    static Envelope parse(byte[] line) throws AlteredException {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        int keyId = text.indexOf(KEY_ID);
        int signature = text.indexOf(SIGNATURE, Math.max(keyId, 0));
        if (!text.startsWith(HEAD) || keyId < HEAD.length() || signature < 0 || !text.endsWith(TAIL)) {
            throw altered("Line 1 is not the signed envelope of an evidence bundle.");
        }
        Envelope envelope;
        try {
            envelope = new Envelope(
                    Base64.getDecoder().decode(text.substring(HEAD.length(), keyId)),
                    text.substring(keyId + KEY_ID.length(), signature),
                    Base64.getDecoder()
                            .decode(text.substring(signature + SIGNATURE.length(), text.length() - TAIL.length())));
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw altered("Line 1 holds no base64 where the payload or the signature should be.");
        }
        if (!Arrays.equals(envelope.bytes(), line)) {
            throw altered("Line 1 is not spelled as the workbench writes it.");
        }
        return envelope;
    }

    /** The line again, from its parts. */
    byte[] bytes() {
        Base64.Encoder base64 = Base64.getEncoder();
        String text = HEAD
                + base64.encodeToString(payload)
                + KEY_ID
                + keyId
                + SIGNATURE
                + base64.encodeToString(signature)
                + TAIL;
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    void verify(TrustedKey key) throws AlteredException {
        if (!keyId.equals(key.id())) {
            throw altered("The bundle names the key " + keyId + " but the key given is " + key.id()
                    + ": it was signed by another workbench, or the name was altered.");
        }
        if (!key.signed(signedBytes(), signature)) {
            throw altered("The signature in line 1 does not fit the statement.");
        }
    }

    /** DSSE's pre-authentication encoding: what is really signed. */
    private byte[] signedBytes() {
        byte[] head = ("DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, all, head.length, payload.length);
        return all;
    }

    private static AlteredException altered(String message) {
        return new AlteredException(RECORD, message);
    }
}
