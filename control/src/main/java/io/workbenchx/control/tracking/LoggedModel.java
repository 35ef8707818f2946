package io.workbenchx.control.tracking;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model as a run logged it: files under an id of its own.
 *
 * @param id {@code m-} and 32 hexadecimal digits
 * @param runId run that made it, if a run did
 * @param status PENDING while its files come in, then READY or UPLOAD_FAILED
 */
public record LoggedModel(
        String id,
        UUID projectId,
        String experimentId,
        @Nullable UUID runId,
        String name,
        @Nullable String modelType,
        String status,
        @Nullable String statusMessage,
        Instant createdAt,
        Instant updatedAt) {

    /** Owner of its artifacts. */
    public String owner() {
        return "models/" + id;
    }

    /** Root of its artifacts, as {@link TrackedRun#artifactUri()} for a run. */
    public String artifactUri() {
        return "mlflow-artifacts:/" + experimentId + "/models/" + id + "/artifacts";
    }

    public boolean ready() {
        return status.equals("READY");
    }
}
