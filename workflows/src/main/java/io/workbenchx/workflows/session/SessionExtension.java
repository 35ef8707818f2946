package io.workbenchx.workflows.session;

import io.workbenchx.workflows.run.FailureCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a wish for more time. A refusal is an answer too: the engine would not tell its code.
 *
 * @param expiresAt until when the session may live now
 * @param code why not longer; absent: as wished
 */
public record SessionExtension(
        Instant expiresAt,
        @Nullable FailureCode code,
        @Nullable String refusal) {}
