package io.workbenchx.control.tracking;

import java.util.List;
import java.util.Map;

/**
 * A run with all that was logged to it.
 *
 * @param metrics of each metric the latest point
 */
public record RunRecord(
        TrackedRun run,
        Map<String, String> params,
        List<MetricPoint> metrics,
        Map<String, String> tags,
        List<DatasetInput> datasets,
        List<RunModel> inputModels,
        List<RunModel> outputModels) {}
