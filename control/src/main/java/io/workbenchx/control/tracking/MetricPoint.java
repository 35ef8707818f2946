package io.workbenchx.control.tracking;

import org.jspecify.annotations.Nullable;

/**
 * One measurement.
 *
 * @param value may be not a number; infinities are kept as the largest finite value
 * @param timestampMs the client's clock, milliseconds since 1970
 * @param modelId logged model it was said of, if any
 * @param datasetName dataset it was measured on, if the client said so
 */
public record MetricPoint(
        String key,
        double value,
        long timestampMs,
        long step,
        @Nullable String modelId,
        @Nullable String datasetName,
        @Nullable String datasetDigest) {

    /** Checks the key and clamps infinities, which no client can read back otherwise. */
    public MetricPoint {
        TrackingLimits.key(key);
        if (timestampMs < 0) {
            throw TrackingLimits.invalid("The timestamp of metric \"" + key + "\" must not be negative.");
        }
        if (Double.isInfinite(value)) {
            value = value > 0 ? Double.MAX_VALUE : -Double.MAX_VALUE;
        }
        if (modelId != null) {
            TrackingLimits.loggedModelId(modelId);
        }
    }

    public static MetricPoint of(String key, double value, long timestampMs, long step) {
        return new MetricPoint(key, value, timestampMs, step, null, null, null);
    }
}
