package io.workbenchx.control.tracking;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs as their clients start, describe and end them. */
@Component
public class ClientRuns {

    private static final Set<String> OPEN = Set.of("RUNNING", "SCHEDULED");
    private static final Set<String> CLOSED = Set.of("FINISHED", "FAILED", "KILLED");

    private final ExperimentService experiments;
    private final TrackingService tracking;
    private final TrackedRunRepository runs;
    private final KeyedValues values;
    private final RunAccess access;
    private final ExternalRuns external;

    ClientRuns(
            ExperimentService experiments,
            TrackingService tracking,
            TrackedRunRepository runs,
            KeyedValues values,
            RunAccess access,
            ExternalRuns external) {
        this.experiments = experiments;
        this.tracking = tracking;
        this.runs = runs;
        this.values = values;
        this.access = access;
        this.external = external;
    }

    /**
     * What an outside client says when it makes a run.
     *
     * @param startMs the client's clock; null = now
     */
    public record NewRun(
            String experimentId,
            @Nullable String name,
            String user,
            @Nullable Long startMs,
            Map<String, String> tags) {}

    /**
     * Starts a run of kind {@code tracking} for a client that works outside of the workbench.
     *
     * @throws WorkbenchException PERMISSION_DENIED for a run token: a job has the run it was given, and no other
     */
    public TrackedRun create(Caller caller, Project project, NewRun asked) {
        if (caller.isRun()) {
            throw new WorkbenchException(
                    FailureCode.PERMISSION_DENIED,
                    "A job logs to its own run " + caller.runId() + " and cannot start others: log to it instead.");
        }
        Experiment experiment = experiments.active(caller, project, asked.experimentId());
        RunBatch tags = RunBatch.ofTags(asked.tags());
        UUID runId = external.start(caller, project, experiment.name(), asked.name());
        TrackedRun run = tracking.open(project.id(), runId, experiment.name(), asked.name(), asked.user());
        runs.describe(runId, asked.user(), asked.startMs() == null ? run.startMs() : asked.startMs());
        Map<String, String> all = new HashMap<>(tags.tags());
        all.putIfAbsent(KeyedValues.RUN_NAME, run.name());
        values.setTags(project.id(), runId, all);
        return access.readable(caller, project, runId);
    }

    /**
     * Records what the client says. For a run of ours that is all; a run logged from outside ends by it.
     *
     * @param status null = as it is
     */
    public TrackedRun update(
            Caller caller,
            Project project,
            UUID runId,
            @Nullable String status,
            @Nullable Long endMs,
            @Nullable String name) {
        TrackedRun run = access.writable(caller, project, runId);
        if (status != null && !OPEN.contains(status) && !CLOSED.contains(status)) {
            throw TrackingLimits.invalid("\"" + status + "\" is no status of a run.");
        }
        boolean closes = status != null && CLOSED.contains(status);
        // First the engine: when it does not answer nothing is recorded, and the client tries again.
        if (status != null && closes && run.external() && !run.ended()) {
            external.finish(caller, project, runId, status);
        }
        runs.update(runId, status, closes && endMs == null ? Long.valueOf(now()) : endMs, name);
        if (name != null) {
            values.setTags(
                    project.id(),
                    runId,
                    Map.of(KeyedValues.RUN_NAME, TrackingLimits.text("run name", name, TrackingLimits.TAG_VALUE)));
        }
        return access.readable(caller, project, runId);
    }

    private static long now() {
        return Clock.systemUTC().millis();
    }
}
