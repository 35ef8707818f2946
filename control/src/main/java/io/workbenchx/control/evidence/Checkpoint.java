package io.workbenchx.control.evidence;

import io.workbenchx.control.run.CanonicalJson;
import java.time.Instant;
import java.util.Base64;

/**
 * A signed statement over the heads of all chains that grew since the one before (GOV-6).
 *
 * @param seq 1, 2, 3 …
 * @param statement canonical JSON, the very text that was signed
 * @param keyId sha256 of the public key's DER form
 * @param signature Ed25519 over the statement's UTF-8 bytes, base64
 */
public record Checkpoint(long seq, Instant at, String statement, String keyId, String signature) {

    static final String NO_STATEMENT = "0".repeat(64);

    /** What the next one says came before it. */
    public String sha256() {
        return CanonicalJson.sha256(statement);
    }

    byte[] signatureBytes() {
        return Base64.getDecoder().decode(signature);
    }
}
