package io.workbenchx.control.tracking;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dataset a run read, as its client described it. */
public record DatasetInput(
        String name,
        String digest,
        String sourceType,
        String source,
        @Nullable String schema,
        @Nullable String profile,
        Map<String, String> tags) {

    public DatasetInput {
        if (name.isBlank() || digest.isBlank()) {
            throw TrackingLimits.invalid("A dataset needs a name and a digest.");
        }
        TrackingLimits.text("name of the dataset", name, TrackingLimits.DATASET_NAME);
        TrackingLimits.text("digest of the dataset", digest, TrackingLimits.DATASET_DIGEST);
        TrackingLimits.text("source type of the dataset", sourceType, TrackingLimits.KEY);
        TrackingLimits.text("source of the dataset", source, TrackingLimits.DATASET_SOURCE);
        TrackingLimits.text("schema of the dataset", schema == null ? "" : schema, TrackingLimits.DATASET_SCHEMA);
        TrackingLimits.text("profile of the dataset", profile == null ? "" : profile, TrackingLimits.DATASET_PROFILE);
        tags.forEach((key, value) -> {
            TrackingLimits.text("key of a dataset tag", key, 255);
            TrackingLimits.text("value of a dataset tag", value, 500);
        });
        tags = Map.copyOf(tags);
    }
}
