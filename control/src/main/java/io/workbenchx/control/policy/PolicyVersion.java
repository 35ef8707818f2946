package io.workbenchx.control.policy;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A policy as it was in force.
 *
 * @param version counts from 1; 0 is the default of the build, which holds until a project has its own
 * @param sha256 of the text
 * @param note why it was written
 * @param createdBy null for the default
 */
public record PolicyVersion(
        int version,
        String sha256,
        String yaml,
        Policy policy,
        String note,
        @Nullable UUID createdBy,
        @Nullable Instant createdAt) {}
