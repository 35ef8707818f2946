package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.control.model.ModelVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model version as it travels. */
@Wire
record VersionBody(
        String name,
        String version,
        long creationTimestamp,
        long lastUpdatedTimestamp,
        @Nullable String userId,
        String currentStage,
        String description,
        String source,
        @Nullable String runId,
        @Nullable String modelId,
        String status,
        List<Wire.Pair> tags,
        List<String> aliases) {

    static VersionBody of(ModelVersion version) {
        return new VersionBody(
                version.name(),
                Integer.toString(version.version()),
                version.createdAt().toEpochMilli(),
                version.updatedAt().toEpochMilli(),
                version.createdBy(),
                version.stage(),
                version.description(),
                version.source(),
                version.runId() == null ? null : version.runId().toString(),
                version.modelId(),
                version.state(),
                Wire.Pair.of(version.tags()),
                version.aliases());
    }
}
