package io.workbenchx.control.tracking;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What runs log. The MLflow protocol and our own API end here. */
@Component
public class TrackingService {

    private final ExperimentService experiments;
    private final TrackedRunRepository runs;
    private final RunTags tags;

    TrackingService(ExperimentService experiments, TrackedRunRepository runs, RunTags tags) {
        this.experiments = experiments;
        this.runs = runs;
        this.tags = tags;
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
        String name = runName == null ? RunNames.of(runId) : runName;
        long now = Clock.systemUTC().millis();
        boolean fresh = runs.insert(
                new TrackedRun(projectId, runId, experiment.id(), name, "RUNNING", user, now, null, "active"));
        if (fresh) {
            tags.set(projectId, runId, Map.of(RunTags.NAME, name, RunTags.USER, user));
        }
        return get(projectId, runId);
    }

    /**
     * @throws WorkbenchException NOT_FOUND when the project has no such run
     */
    @Transactional(readOnly = true)
    public TrackedRun get(UUID projectId, UUID runId) {
        return runs.find(projectId, runId)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "There is no run with id " + runId + " in this project."));
    }
}
