package io.workbenchx.control.tracking;

import io.workbenchx.workflows.run.RunKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as its MLflow client sees it. Until the run ends the client's word about its status counts, then the run's own state.
 *
 * @param status RUNNING, SCHEDULED, FINISHED, FAILED or KILLED
 * @param startMs the client's clock, milliseconds since 1970
 * @param lifecycle {@code active} or {@code deleted}
 * @param kind wire name of the kind of run
 * @param ended whether the run is in a terminal state
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
        String lifecycle,
        String kind,
        boolean ended) {

    /** Root of the run's artifacts in the URI scheme that makes every MLflow client come to us for the bytes. */
    public String artifactUri() {
        return "mlflow-artifacts:/" + experimentId + "/" + runId + "/artifacts";
    }

    /** Logged from outside: its client alone knows what happens in it. */
    public boolean external() {
        return kind.equals(RunKind.TRACKING.wireName());
    }

    /** What a job of ours logged is evidence once it has ended; an outside client may take up its run again. */
    public boolean sealed() {
        return ended && !external();
    }
}
