package io.workbenchx.control.tracking;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.search.Page;
import io.workbenchx.control.tracking.RunInputRepository.Direction;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Logs to runs, and reads back what was logged. Every write may be repeated without harm. */
@Component
public class RunDataService {

    private final RunAccess access;
    private final TrackedRunRepository runs;
    private final MetricRepository metrics;
    private final KeyedValues values;
    private final RunInputRepository inputs;

    RunDataService(
            RunAccess access,
            TrackedRunRepository runs,
            MetricRepository metrics,
            KeyedValues values,
            RunInputRepository inputs) {
        this.access = access;
        this.runs = runs;
        this.metrics = metrics;
        this.values = values;
        this.inputs = inputs;
    }

    /**
     * @throws WorkbenchException SPEC_INVALID when a parameter was logged before with another value
     */
    @Transactional
    public void log(Caller caller, Project project, UUID runId, RunBatch batch) {
        access.writable(caller, project, runId);
        values.insertParams(project.id(), runId, batch.params()).forEach((key, stored) -> {
            throw TrackingLimits.invalid("Changing param values is not allowed. Param with key='" + key
                    + "' was already logged with value='" + shortened(stored) + "' for run id='" + runId
                    + "'. Attempted logging new value '"
                    + shortened(String.valueOf(batch.params().get(key))) + "'.");
        });
        metrics.insert(project.id(), runId, batch.metrics());
        setTags(project.id(), runId, batch.tags());
    }

    @Transactional
    public void deleteTag(Caller caller, Project project, UUID runId, String key) {
        access.writable(caller, project, runId);
        if (!values.deleteTag(runId, key)) {
            throw new WorkbenchException(
                    FailureCode.NOT_FOUND, "No tag with name: " + key + " in run with id " + runId + ".");
        }
    }

    @Transactional
    public void logInputs(
            Caller caller, Project project, UUID runId, List<DatasetInput> datasets, List<RunModel> models) {
        access.writable(caller, project, runId);
        if (datasets.size() > TrackingLimits.ITEMS_PER_BATCH) {
            throw TrackingLimits.invalid(
                    "At most " + TrackingLimits.ITEMS_PER_BATCH + " datasets can be logged at once.");
        }
        inputs.insertDatasets(project.id(), runId, datasets);
        link(project, runId, Direction.INPUT, models);
    }

    @Transactional
    public void logOutputs(Caller caller, Project project, UUID runId, List<RunModel> models) {
        access.writable(caller, project, runId);
        link(project, runId, Direction.OUTPUT, models);
    }

    /** Points of one metric in order of their time. */
    @Transactional(readOnly = true)
    public Page<MetricPoint> history(
            Caller caller, Project project, UUID runId, String key, String pageToken, int limit) {
        access.readable(caller, project, runId);
        long offset = Page.offset(pageToken);
        return Page.of(metrics.history(project.id(), runId, key, offset, limit + 1), offset, limit);
    }

    @Transactional(readOnly = true)
    public RunRecord read(Caller caller, Project project, UUID runId) {
        return read(List.of(access.readable(caller, project, runId))).get(0);
    }

    /** As {@link #read(Caller, Project, UUID)}, for a run that perhaps logs nothing. */
    @Transactional(readOnly = true)
    public Optional<RunRecord> find(Caller caller, Project project, UUID runId) {
        if (caller.isRun() && !runId.equals(caller.runId())) {
            return Optional.empty();
        }
        return runs.find(project.id(), runId).map(run -> read(List.of(run)).get(0));
    }

    /** The runs with all that was logged to them, in the same order, in a constant number of queries. */
    @Transactional(readOnly = true)
    public List<RunRecord> read(List<TrackedRun> found) {
        List<UUID> ids = found.stream().map(TrackedRun::runId).toList();
        Map<UUID, Map<String, String>> params = values.params(ids);
        Map<UUID, Map<String, String>> tags = values.tags(ids);
        Map<UUID, List<MetricPoint>> latest = metrics.latest(ids);
        Map<UUID, List<DatasetInput>> datasets = inputs.datasets(ids);
        Map<UUID, List<RunModel>> read = inputs.models(ids, Direction.INPUT);
        Map<UUID, List<RunModel>> written = inputs.models(ids, Direction.OUTPUT);
        return found.stream()
                .map(run -> new RunRecord(
                        run,
                        params.getOrDefault(run.runId(), Map.of()),
                        latest.getOrDefault(run.runId(), List.of()),
                        tags.getOrDefault(run.runId(), Map.of()),
                        datasets.getOrDefault(run.runId(), List.of()),
                        read.getOrDefault(run.runId(), List.of()),
                        written.getOrDefault(run.runId(), List.of())))
                .toList();
    }

    private void setTags(UUID projectId, UUID runId, Map<String, String> tags) {
        values.setTags(projectId, runId, tags);
        String name = tags.get(KeyedValues.RUN_NAME);
        if (name != null) {
            runs.update(runId, null, null, name);
        }
    }

    private void link(Project project, UUID runId, Direction direction, List<RunModel> models) {
        if (inputs.insertModels(project.id(), runId, direction, models) < models.size()) {
            throw new WorkbenchException(
                    FailureCode.NOT_FOUND, "A logged model named in the request does not exist in this project.");
        }
    }

    private static String shortened(String value) {
        return value.length() > 200 ? value.substring(0, 200) + "…" : value;
    }
}
