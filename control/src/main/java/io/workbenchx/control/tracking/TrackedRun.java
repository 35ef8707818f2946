package io.workbenchx.control.tracking;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as its MLflow client sees it. What the client says about its status is kept beside, and never instead of, the state of the run.
 *
 * @param status RUNNING, SCHEDULED, FINISHED, FAILED or KILLED, as the client said
 * @param startMs the client's clock, milliseconds since 1970
 * @param lifecycle {@code active} or {@code deleted}
 */
public record TrackedRun(
        UUID projectId,
        UUID runId,
        String experimentId,
        String name,
        String status,
        String user,
        long startMs,
        @Nullable Long endMs,
        String lifecycle) {

    /** Root of the run's artifacts in the URI scheme that makes every MLflow client come to us for the bytes. */
    public String artifactUri() {
        return "mlflow-artifacts:/" + experimentId + "/" + runId + "/artifacts";
    }
}
