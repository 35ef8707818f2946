package io.workbenchx.control.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** DSSE (Dead Simple Signing Envelope, v1) with one signature, in the one spelling that verifiers of bundles accept. */
final class Envelope {

    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    private Envelope() {}

    /** The envelope as one line, without a line feed. */
    static byte[] sign(byte[] payload, EvidenceKeys keys) {
        Base64.Encoder base64 = Base64.getEncoder();
        String line = "{\"payloadType\":\"" + PAYLOAD_TYPE + "\",\"payload\":\"" + base64.encodeToString(payload)
                + "\",\"signatures\":[{\"keyid\":\"" + keys.keyId() + "\",\"sig\":\""
                + base64.encodeToString(keys.sign(preAuthenticationEncoding(payload))) + "\"}]}";
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] preAuthenticationEncoding(byte[] payload) {
        byte[] head = ("DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, all, head.length, payload.length);
        return all;
    }
}
