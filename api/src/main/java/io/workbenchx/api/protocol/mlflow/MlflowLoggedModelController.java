package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.search.Page;
import io.workbenchx.control.tracking.LoggedModel;
import io.workbenchx.control.tracking.LoggedModelRecord;
import io.workbenchx.control.tracking.LoggedModelService;
import io.workbenchx.control.tracking.TrackingLimits;
import io.workbenchx.control.tracking.TrackingSearch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Models that runs log. */
@RestController
@RequestMapping(Wire.API + "/logged-models")
class MlflowLoggedModelController {

    private static final int PAGE = 100;
    private static final String STATUS = "LOGGED_MODEL_";

    private final LoggedModelService models;

    MlflowLoggedModelController(LoggedModelService models) {
        this.models = models;
    }

    @Wire
    record One(Model model) {}

    @Wire
    record Found(List<Model> models, @Nullable String nextPageToken) {}

    @Wire
    record Model(Info info, Data data) {}

    @Wire
    record Info(
            String modelId,
            String experimentId,
            String name,
            long creationTimestampMs,
            long lastUpdatedTimestampMs,
            String artifactUri,
            String status,
            @Nullable String statusMessage,
            @Nullable String modelType,
            @Nullable String sourceRunId,
            List<Wire.Pair> tags) {}

    @Wire
    record Data(List<Wire.Pair> params, List<RunBody.Metric> metrics) {}

    @Requires(Permission.RUN_WRITE)
    @PostMapping
    One create(Caller caller, Project project, Fields fields) {
        String run = fields.text("source_run_id", "");
        return one(models.create(
                caller,
                project,
                new LoggedModelService.NewModel(
                        TrackingLimits.experimentId(fields.require("experiment_id")),
                        fields.text("name"),
                        fields.text("model_type"),
                        run.isEmpty() ? null : TrackingLimits.runId(run),
                        fields.distinctPairs("params"),
                        fields.pairs("tags"))));
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/{id}")
    One get(Caller caller, Project project, @PathVariable String id) {
        return one(models.get(caller, project, TrackingLimits.loggedModelId(id)));
    }

    @Requires(Permission.RUN_WRITE)
    @PatchMapping("/{id}")
    One finish(Caller caller, Project project, @PathVariable String id, Fields fields) {
        String status = fields.require("status");
        String name = switch (status) {
            case "2" -> "READY";
            case "3" -> "UPLOAD_FAILED";
            default -> status.startsWith(STATUS) ? status.substring(STATUS.length()) : status;
        };
        return one(
                models.finish(caller, project, TrackingLimits.loggedModelId(id), name, fields.text("status_message")));
    }

    @Requires(Permission.RUN_WRITE)
    @DeleteMapping("/{id}")
    Wire.Done delete(Caller caller, Project project, @PathVariable String id) {
        models.delete(caller, project, TrackingLimits.loggedModelId(id));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/{id}/params")
    Wire.Done logParams(Caller caller, Project project, @PathVariable String id, Fields fields) {
        models.logParams(caller, project, TrackingLimits.loggedModelId(id), fields.distinctPairs("params"));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PatchMapping("/{id}/tags")
    One setTags(Caller caller, Project project, @PathVariable String id, Fields fields) {
        return one(models.setTags(caller, project, TrackingLimits.loggedModelId(id), fields.pairs("tags")));
    }

    @Requires(Permission.RUN_WRITE)
    @DeleteMapping("/{id}/tags/{key}")
    Wire.Done deleteTag(Caller caller, Project project, @PathVariable String id, @PathVariable String key) {
        models.deleteTag(caller, project, TrackingLimits.loggedModelId(id), key);
        return new Wire.Done();
    }

    @Requires(Permission.RUN_READ)
    @PostMapping("/search")
    Found search(Caller caller, Project project, Fields fields) {
        List<String> experiments = fields.texts("experiment_ids").stream()
                .map(TrackingLimits::experimentId)
                .toList();
        Page<LoggedModelRecord> page = models.search(
                caller,
                project,
                experiments,
                new TrackingSearch.Query(
                        fields.text("filter"),
                        orders(fields),
                        TrackingSearch.View.ACTIVE_ONLY,
                        fields.limit(PAGE),
                        fields.pageToken()));
        return new Found(
                page.items().stream().map(MlflowLoggedModelController::model).toList(), page.next());
    }

    /** Here, and only here, orders are objects. */
    private static List<String> orders(Fields fields) {
        List<String> orders = new ArrayList<>();
        for (Fields order : fields.objects("order_by")) {
            boolean ascending = Boolean.parseBoolean(order.text("ascending", "true"));
            orders.add(order.require("field_name") + (ascending ? " ASC" : " DESC"));
        }
        return orders;
    }

    private static One one(LoggedModelRecord record) {
        return new One(model(record));
    }

    private static Model model(LoggedModelRecord record) {
        LoggedModel model = record.model();
        return new Model(
                new Info(
                        model.id(),
                        model.experimentId(),
                        model.name(),
                        model.createdAt().toEpochMilli(),
                        model.updatedAt().toEpochMilli(),
                        model.artifactUri(),
                        STATUS + model.status(),
                        model.statusMessage(),
                        model.modelType(),
                        model.runId() == null ? null : model.runId().toString(),
                        Wire.Pair.of(record.tags())),
                new Data(
                        Wire.Pair.of(record.params()),
                        record.metrics().stream()
                                .map(measured -> RunBody.Metric.of(
                                        measured.point(), measured.runId().toString()))
                                .toList()));
    }
}
