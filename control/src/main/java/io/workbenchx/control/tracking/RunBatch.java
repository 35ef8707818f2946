package io.workbenchx.control.tracking;

import java.util.List;
import java.util.Map;

/** What one call logs to a run. It is stored whole or not at all. */
public record RunBatch(List<MetricPoint> metrics, Map<String, String> params, Map<String, String> tags) {

    public RunBatch {
        metrics = List.copyOf(metrics);
        params = Map.copyOf(params);
        tags = Map.copyOf(tags);
        limit("metrics", metrics.size(), TrackingLimits.METRICS_PER_BATCH);
        limit("params", params.size(), TrackingLimits.PARAMS_PER_BATCH);
        limit("tags", tags.size(), TrackingLimits.PARAMS_PER_BATCH);
        limit("metrics, params and tags", metrics.size() + params.size() + tags.size(), TrackingLimits.ITEMS_PER_BATCH);
        params.forEach((key, value) -> {
            TrackingLimits.key(key);
            TrackingLimits.text("value of param \"" + key + "\"", value, TrackingLimits.PARAM_VALUE);
        });
        tags.forEach(TrackingLimits::tag);
    }

    public static RunBatch ofMetrics(List<MetricPoint> metrics) {
        return new RunBatch(metrics, Map.of(), Map.of());
    }

    public static RunBatch ofParams(Map<String, String> params) {
        return new RunBatch(List.of(), params, Map.of());
    }

    public static RunBatch ofTags(Map<String, String> tags) {
        return new RunBatch(List.of(), Map.of(), tags);
    }

    private static void limit(String what, int size, int most) {
        if (size > most) {
            throw TrackingLimits.invalid("A batch can contain at most " + most + " " + what + ", got " + size + ".");
        }
    }
}
