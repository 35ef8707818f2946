package io.workbenchx.api.protocol.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.workbenchx.control.tracking.DatasetInput;
import io.workbenchx.control.tracking.MetricPoint;
import io.workbenchx.control.tracking.RunModel;
import io.workbenchx.control.tracking.RunRecord;
import io.workbenchx.control.tracking.TrackedRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as it travels. */
@Wire
record RunBody(Info info, Data data, Inputs inputs, Outputs outputs) {

    @Wire
    record Info(
            String runUuid,
            String runId,
            String experimentId,
            String runName,
            String userId,
            String status,
            long startTime,
            @Nullable Long endTime,
            String artifactUri,
            String lifecycleStage) {

        static Info of(TrackedRun run) {
            String id = run.runId().toString();
            return new Info(
                    id,
                    id,
                    run.experimentId(),
                    run.name(),
                    run.user(),
                    run.status(),
                    run.startMs(),
                    run.endMs(),
                    run.artifactUri(),
                    run.lifecycle());
        }
    }

    @Wire
    record Data(List<Metric> metrics, List<Wire.Pair> params, List<Wire.Pair> tags) {}

    @Wire
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Metric(
            String key,
            double value,
            long timestamp,
            long step,
            @Nullable String datasetName,
            @Nullable String datasetDigest,
            @Nullable String modelId,
            @Nullable String runId) {

        static Metric of(MetricPoint point, @Nullable String runId) {
            return new Metric(
                    point.key(),
                    point.value(),
                    point.timestampMs(),
                    point.step(),
                    point.datasetName(),
                    point.datasetDigest(),
                    point.modelId(),
                    runId);
        }
    }

    @Wire
    record Inputs(List<DatasetOfRun> datasetInputs, List<Model> modelInputs) {}

    @Wire
    record Outputs(List<Model> modelOutputs) {}

    @Wire
    record DatasetOfRun(Dataset dataset, List<Wire.Pair> tags) {}

    @Wire
    record Dataset(
            String name,
            String digest,
            String sourceType,
            String source,
            @Nullable String schema,
            @Nullable String profile) {}

    @Wire
    record Model(String modelId, long step) {}

    static RunBody of(RunRecord record) {
        return new RunBody(
                Info.of(record.run()),
                new Data(
                        record.metrics().stream()
                                .map(point -> Metric.of(point, null))
                                .toList(),
                        Wire.Pair.of(record.params()),
                        Wire.Pair.of(record.tags())),
                new Inputs(record.datasets().stream().map(RunBody::dataset).toList(), models(record.inputModels())),
                new Outputs(models(record.outputModels())));
    }

    private static DatasetOfRun dataset(DatasetInput input) {
        return new DatasetOfRun(
                new Dataset(
                        input.name(),
                        input.digest(),
                        input.sourceType(),
                        input.source(),
                        input.schema(),
                        input.profile()),
                Wire.Pair.of(input.tags()));
    }

    private static List<Model> models(List<RunModel> models) {
        return models.stream()
                .map(model -> new Model(model.modelId(), model.step()))
                .toList();
    }
}
