package io.workbenchx.control.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version of a registered model: fixed bytes and where they came from.
 *
 * @param runId run that made it, if a run did
 * @param modelId logged model it was made from ({@code m-…}), if any
 * @param source what the client named as its source
 * @param state PENDING, READY or FAILED
 * @param digest sha256 over the lines {@code <path> <sha256>\n} of the artifacts, sorted by path
 * @param promotedAt when it was promoted: its run had succeeded with complete lineage; null for a client's own registration
 * @param artifacts its files, sorted by path
 */
public record ModelVersion(
        UUID projectId,
        String name,
        int version,
        @Nullable UUID runId,
        @Nullable String modelId,
        String source,
        String state,
        String digest,
        String stage,
        String description,
        @Nullable String createdBy,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant promotedAt,
        Map<String, String> tags,
        List<String> aliases,
        List<ModelFile> artifacts) {

    public boolean promoted() {
        return promotedAt != null;
    }
}
