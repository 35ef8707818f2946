package io.workbenchx.control.secret;

import java.time.Instant;
import java.util.UUID;

/**
 * What may be known about a secret. Its value is not among it.
 *
 * @param version of the value that runs get from now on
 * @param createdBy name of the user who set it first
 * @param updatedBy name of the user who set this version
 */
public record Secret(
        UUID projectId,
        String name,
        int version,
        String createdBy,
        Instant createdAt,
        String updatedBy,
        Instant updatedAt) {}
