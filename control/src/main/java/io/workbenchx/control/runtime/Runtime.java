package io.workbenchx.control.runtime;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * Something runs may run in, once an admin approved it.
 *
 * @param digest names exactly one content: lock, interpreter and platform of an environment, or an image
 * @param lockSha256 lock file in the object store; an image has none
 * @param interpreter of an environment its Python; of a container the image, {@code repository@sha256:…}
 */
@Table(schema = "ops", value = "runtimes")
public record Runtime(
        @Id UUID id,
        String name,
        Kind kind,
        String digest,
        State state,
        @Nullable String lockSha256,
        @Nullable String interpreter,
        @Nullable String platform,
        @Nullable UUID builtByRun,
        UUID createdBy,
        Instant createdAt,
        @Nullable UUID decidedBy,
        @Nullable Instant decidedAt) {

    /** What it is made of. */
    public enum Kind {
        ENVIRONMENT,
        CONTAINER
    }

    /** Only APPROVED ones run. */
    public enum State {
        PENDING,
        APPROVED,
        REVOKED
    }
}
