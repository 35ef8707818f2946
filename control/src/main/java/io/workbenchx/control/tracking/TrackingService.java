package io.workbenchx.control.tracking;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes runs loggable. What clients then do with them is in {@link ClientRuns} and {@link RunDataService}. */
@Component
public class TrackingService {

    private final ExperimentService experiments;
    private final TrackedRunRepository runs;
    private final KeyedValues values;
    private final RunAccess access;

    TrackingService(ExperimentService experiments, TrackedRunRepository runs, KeyedValues values, RunAccess access) {
        this.experiments = experiments;
        this.runs = runs;
        this.values = values;
        this.access = access;
    }

    /**
     * Opens the record of a run that exists in {@code ops.runs}, so that an MLflow client can log to it by the run's id. Repeating the call
     * returns what is there.
     *
     * @param experimentName made when it does not exist
     * @param runName invented when null
     * @param user name of the person shown by MLflow clients
     */
    @Transactional
    public TrackedRun open(UUID projectId, UUID runId, String experimentName, @Nullable String runName, String user) {
        Experiment experiment = experiments.ensure(projectId, experimentName);
        String name = runName == null || runName.isBlank() ? RunNames.of(runId) : runName;
        if (runs.insert(
                projectId, runId, experiment.id(), name, user, Clock.systemUTC().millis())) {
            values.setTags(projectId, runId, Map.of(KeyedValues.RUN_NAME, name, KeyedValues.USER, user));
        }
        return get(projectId, runId);
    }

    /**
     * For the workbench itself; callers go through {@link RunAccess}.
     *
     * @throws WorkbenchException NOT_FOUND when the project has no such run
     */
    @Transactional(readOnly = true)
    public TrackedRun get(UUID projectId, UUID runId) {
        return runs.find(projectId, runId).orElseThrow(() -> RunAccess.unknown(runId));
    }

    /** Hides a run, or shows it again. Nothing is erased. */
    @Transactional
    public void setDeleted(Caller caller, Project project, UUID runId, boolean deleted) {
        access.readable(caller, project, runId);
        runs.setLifecycle(runId, deleted ? "deleted" : "active");
    }
}
