package io.workbenchx.control.artifact;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A pointer to content in the object store.
 *
 * @param owner root the path is relative to: {@code runs/<run id>} or {@code models/<logged model id>}
 * @param path relative, {@code /}-separated, normalised
 */
@Table(schema = "ops", value = "artifacts")
public record Artifact(
        @Id UUID id,
        UUID projectId,
        @Nullable UUID runId,
        String owner,
        String path,
        String sha256,
        long bytes,
        String mediaType,
        Instant createdAt) {}
