package io.workbenchx.control.audit;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Place of an entry in the order of all: by time, then chain, then number. Holds nothing but the place: whoever shows it is asked for the
 * question again, and only what they may see is looked at.
 */
record AuditCursor(Instant at, UUID chain, long seq) {

    private static final Pattern TOKEN = Pattern.compile("(-?\\d{1,18}):([0-9a-f-]{36}):(\\d{1,18}):(-?\\d{1,10})");

    /** The place as an opaque token, good for the same question only. */
    String token(AuditFilter filter) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((micros + ":" + chain + ":" + seq + ":" + filter.fingerprint())
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * @throws WorkbenchException SPEC_INVALID for a token that is none, or of another question
     */
    static AuditCursor parse(String token, AuditFilter filter) {
        try {
            Matcher parts = TOKEN.matcher(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII));
            if (parts.matches() && Long.parseLong(parts.group(4)) == filter.fingerprint()) {
                return new AuditCursor(
                        Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS),
                        UUID.fromString(parts.group(2)),
                        Long.parseLong(parts.group(3)));
            }
        } catch (IllegalArgumentException malformed) {
            throw invalid();
        }
        throw invalid();
    }

    private static WorkbenchException invalid() {
        return new WorkbenchException(
                FailureCode.SPEC_INVALID,
                "The cursor is not one of this question: use the one its last page gave, or none.");
    }
}
