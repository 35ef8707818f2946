package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.search.Page;
import io.workbenchx.control.tracking.DatasetInput;
import io.workbenchx.control.tracking.MetricPoint;
import io.workbenchx.control.tracking.RunBatch;
import io.workbenchx.control.tracking.RunDataService;
import io.workbenchx.control.tracking.RunModel;
import io.workbenchx.control.tracking.TrackingLimits;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What runs log, and the history of their metrics. */
@RestController
@RequestMapping(Wire.API)
class MlflowRunDataController {

    private static final int PAGE = 25_000;

    private final RunDataService data;

    MlflowRunDataController(RunDataService data) {
        this.data = data;
    }

    @Wire
    record History(List<RunBody.Metric> metrics, @Nullable String nextPageToken) {}

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/runs/log-metric")
    Wire.Done logMetric(Caller caller, Project project, Fields fields) {
        data.log(caller, project, id(fields), RunBatch.ofMetrics(List.of(metric(fields))));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/runs/log-parameter")
    Wire.Done logParameter(Caller caller, Project project, Fields fields) {
        data.log(
                caller,
                project,
                id(fields),
                RunBatch.ofParams(Map.of(fields.require("key"), fields.text("value", ""))));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/runs/set-tag")
    Wire.Done setTag(Caller caller, Project project, Fields fields) {
        data.log(caller, project, id(fields), RunBatch.ofTags(Map.of(fields.require("key"), fields.text("value", ""))));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/runs/delete-tag")
    Wire.Done deleteTag(Caller caller, Project project, Fields fields) {
        data.deleteTag(caller, project, id(fields), fields.require("key"));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/runs/log-batch")
    Wire.Done logBatch(Caller caller, Project project, Fields fields) {
        if (fields.bytes() > TrackingLimits.BATCH_BYTES) {
            throw TrackingLimits.invalid("Batched logging API requests must be at most " + TrackingLimits.BATCH_BYTES
                    + " bytes, got a request of size " + fields.bytes() + ".");
        }
        data.log(
                caller,
                project,
                id(fields),
                new RunBatch(
                        fields.objects("metrics").stream()
                                .map(MlflowRunDataController::metric)
                                .toList(),
                        fields.distinctPairs("params"),
                        fields.pairs("tags")));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/runs/log-inputs")
    Wire.Done logInputs(Caller caller, Project project, Fields fields) {
        data.logInputs(
                caller,
                project,
                id(fields),
                fields.objects("datasets").stream()
                        .map(MlflowRunDataController::dataset)
                        .toList(),
                models(fields));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/runs/outputs")
    Wire.Done logOutputs(Caller caller, Project project, Fields fields) {
        data.logOutputs(caller, project, id(fields), models(fields));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/metrics/get-history")
    History history(Caller caller, Project project, Fields fields) {
        int limit = Math.max(1, Math.min(fields.limit(PAGE), PAGE));
        Page<MetricPoint> page =
                data.history(caller, project, id(fields), fields.require("metric_key"), fields.pageToken(), limit);
        return new History(
                page.items().stream()
                        .map(point -> RunBody.Metric.of(point, null))
                        .toList(),
                page.next());
    }

    private static UUID id(Fields fields) {
        return TrackingLimits.runId(fields.runId());
    }

    private static MetricPoint metric(Fields fields) {
        Long timestamp = fields.number("timestamp");
        if (timestamp == null) {
            throw TrackingLimits.invalid("Missing value for required parameter 'timestamp'.");
        }
        return new MetricPoint(
                fields.require("key"),
                fields.decimal("value"),
                timestamp,
                fields.number("step", 0),
                blankToNull(fields.text("model_id")),
                blankToNull(fields.text("dataset_name")),
                blankToNull(fields.text("dataset_digest")));
    }

    private static DatasetInput dataset(Fields fields) {
        Fields dataset = fields.object("dataset");
        return new DatasetInput(
                dataset.require("name"),
                dataset.require("digest"),
                dataset.text("source_type", ""),
                dataset.text("source", ""),
                dataset.text("schema"),
                dataset.text("profile"),
                fields.pairs("tags"));
    }

    private static List<RunModel> models(Fields fields) {
        return fields.objects("models").stream()
                .map(model ->
                        new RunModel(TrackingLimits.loggedModelId(model.text("model_id")), model.number("step", 0)))
                .toList();
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
