package io.workbenchx.control.tracking;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.search.Condition;
import io.workbenchx.control.search.FilterCompiler;
import io.workbenchx.control.search.Page;
import io.workbenchx.control.search.SearchTarget;
import io.workbenchx.control.search.SearchTarget.Attribute;
import io.workbenchx.control.search.SearchTarget.Keyed;
import io.workbenchx.control.search.SearchTarget.Kind;
import io.workbenchx.control.tracking.TrackingSearch.Query;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Models that runs logged. A run, as a caller, sees those it made. */
@Component
public class LoggedModelService {

    public static final int MOST_MODELS = 1000;

    private static final Set<String> FINAL = Set.of("READY", "UPLOAD_FAILED");
    private static final String CREATED = "(extract(epoch from m.created_at) * 1000)";
    private static final String UPDATED = "(extract(epoch from m.updated_at) * 1000)";

    private static final FilterCompiler FILTER = new FilterCompiler(new SearchTarget(
            Map.ofEntries(
                    Map.entry("name", Attribute.text("m.name")),
                    Map.entry("model_id", Attribute.text("m.id")),
                    Map.entry("model_type", Attribute.text("m.model_type")),
                    Map.entry("status", Attribute.text("m.status")),
                    Map.entry("source_run_id", Attribute.runId("m.run_id")),
                    Map.entry("creation_timestamp", Attribute.number(CREATED)),
                    Map.entry("creation_time", Attribute.number(CREATED)),
                    Map.entry("last_updated_timestamp", Attribute.number(UPDATED)),
                    Map.entry("last_updated_time", Attribute.number(UPDATED))),
            Map.of(
                    Kind.METRIC, new Keyed("ops.logged_model_metrics v where v.model_id = m.id"),
                    Kind.PARAM, new Keyed("ops.logged_model_params v where v.model_id = m.id"),
                    Kind.TAG, new Keyed("ops.logged_model_tags v where v.model_id = m.id")),
            Optional.empty(),
            false));

    private final LoggedModelRepository models;
    private final ExperimentService experiments;
    private final RunAccess access;

    LoggedModelService(LoggedModelRepository models, ExperimentService experiments, RunAccess access) {
        this.models = models;
        this.experiments = experiments;
        this.access = access;
    }

    /** What a client says when it begins to log a model. */
    public record NewModel(
            String experimentId,
            @Nullable String name,
            @Nullable String modelType,
            @Nullable UUID runId,
            Map<String, String> params,
            Map<String, String> tags) {}

    @Transactional
    public LoggedModelRecord create(Caller caller, Project project, NewModel asked) {
        UUID runId = asked.runId() == null ? caller.runId() : asked.runId();
        if (runId != null) {
            access.writable(caller, project, runId);
        }
        experiments.active(caller, project, asked.experimentId());
        String id = "m-" + UuidCreator.getTimeOrderedEpoch().toString().replace("-", "");
        String name = asked.name() == null || asked.name().isBlank() ? id : asked.name();
        checkName(name);
        Instant now = Instant.now();
        models.insert(
                new LoggedModel(
                        id,
                        project.id(),
                        asked.experimentId(),
                        runId,
                        name,
                        asked.modelType(),
                        "PENDING",
                        null,
                        now,
                        now),
                caller.userId());
        models.insertParams(project.id(), id, checkedParams(asked.params()));
        models.setTags(project.id(), id, RunBatch.ofTags(asked.tags()).tags());
        return get(caller, project, id);
    }

    @Transactional(readOnly = true)
    public LoggedModelRecord get(Caller caller, Project project, String id) {
        return read(List.of(require(caller, project, id))).get(0);
    }

    /**
     * @throws WorkbenchException NOT_FOUND for models of other projects, and of other runs when the caller is a run
     */
    @Transactional(readOnly = true)
    public LoggedModel require(Caller caller, Project project, String id) {
        return models.find(project.id(), id)
                .filter(model -> !caller.isRun()
                        || (model.runId() != null && model.runId().equals(caller.runId())))
                .orElseThrow(() ->
                        new WorkbenchException(FailureCode.NOT_FOUND, "Logged model with ID '" + id + "' not found."));
    }

    /**
     * A model whose files may still change.
     *
     * @throws WorkbenchException CONFLICT when a version was registered from it, or the job that made it has ended
     */
    @Transactional(readOnly = true)
    public LoggedModel writable(Caller caller, Project project, String id) {
        LoggedModel model = require(caller, project, id);
        if (model.runId() != null) {
            access.writable(caller, project, model.runId());
        }
        if (models.registered(id)) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The model " + id + " is registered: its files are fixed. Log it again to change it.",
                    Map.of("state", "REGISTERED"),
                    null);
        }
        return model;
    }

    @Transactional
    public LoggedModelRecord finish(
            Caller caller, Project project, String id, String status, @Nullable String message) {
        if (!FINAL.contains(status)) {
            throw TrackingLimits.invalid("A logged model ends READY or UPLOAD_FAILED, not " + status + ".");
        }
        if (!require(caller, project, id).status().equals(status)) {
            writable(caller, project, id);
            models.setStatus(id, status, message);
        }
        return get(caller, project, id);
    }

    @Transactional
    public void delete(Caller caller, Project project, String id) {
        writable(caller, project, id);
        models.delete(id);
    }

    @Transactional
    public void logParams(Caller caller, Project project, String id, Map<String, String> params) {
        writable(caller, project, id);
        models.insertParams(project.id(), id, checkedParams(params));
    }

    /** Tags are notes about a model and may be set at any time. */
    @Transactional
    public LoggedModelRecord setTags(Caller caller, Project project, String id, Map<String, String> tags) {
        require(caller, project, id);
        models.setTags(project.id(), id, RunBatch.ofTags(tags).tags());
        return get(caller, project, id);
    }

    @Transactional
    public void deleteTag(Caller caller, Project project, String id, String key) {
        require(caller, project, id);
        if (!models.deleteTag(id, key)) {
            throw new WorkbenchException(FailureCode.NOT_FOUND, "The model " + id + " has no tag " + key + ".");
        }
    }

    @Transactional(readOnly = true)
    public List<LoggedModel> ofRun(Project project, UUID runId) {
        return models.ofRun(project.id(), runId);
    }

    @Transactional(readOnly = true)
    public Page<LoggedModelRecord> search(Caller caller, Project project, List<String> experimentIds, Query query) {
        if (query.limit() < 1 || query.limit() > MOST_MODELS) {
            throw TrackingLimits.invalid("max_results must be between 1 and " + MOST_MODELS + ".");
        }
        Condition where = Condition.of("m.project_id = ?", project.id())
                .and(new Condition("m.experiment_id = any(?)", List.of((Object) experimentIds.toArray(String[]::new))))
                .and(FILTER.filter(query.filter()));
        if (caller.runId() != null) {
            where = where.and(Condition.of("m.run_id = ?", caller.runId()));
        }
        long offset = Page.offset(query.pageToken());
        Page<LoggedModel> page = Page.of(
                models.search(
                        where, FILTER.order(query.orderBy(), "m.created_at desc, m.id"), offset, query.limit() + 1),
                offset,
                query.limit());
        return new Page<>(read(page.items()), page.next());
    }

    private List<LoggedModelRecord> read(List<LoggedModel> found) {
        List<String> ids = found.stream().map(LoggedModel::id).toList();
        var params = models.params(ids);
        var tags = models.tags(ids);
        var metrics = models.metrics(ids);
        return found.stream()
                .map(model -> new LoggedModelRecord(
                        model,
                        params.getOrDefault(model.id(), Map.of()),
                        tags.getOrDefault(model.id(), Map.of()),
                        metrics.getOrDefault(model.id(), List.of())))
                .toList();
    }

    private static void checkName(String name) {
        TrackingLimits.text("name of the model", name, TrackingLimits.KEY);
        if (name.matches(".*[/:.%\"'].*")) {
            throw TrackingLimits.invalid(
                    "The name of a logged model cannot contain any of / : . % \" ' but is \"" + name + "\".");
        }
    }

    private static Map<String, String> checkedParams(Map<String, String> params) {
        params.forEach((key, value) -> {
            TrackingLimits.key(key);
            TrackingLimits.text("value of param \"" + key + "\"", value, TrackingLimits.PARAM_VALUE);
        });
        return params;
    }
}
