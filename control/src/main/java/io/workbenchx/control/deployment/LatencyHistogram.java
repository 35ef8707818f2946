package io.workbenchx.control.deployment;

import java.util.Arrays;

/**
 * Latencies as counts per bucket. Bucket {@code n} holds what took up to {@code 50 µs · 2^(n/4)}, so that a percentile is known to within
 * a fifth, and histograms of any processes and minutes can be added.
 */
public final class LatencyHistogram {

    /** The last bucket holds everything beyond 50 µs · 2^(95/4), about twelve minutes. */
    public static final int BUCKETS = 96;

    private static final double FIRST_NANOS = 50_000;
    private static final double PER_DOUBLING = 4;
    private static final double LOG_2 = Math.log(2);

    private LatencyHistogram() {}

    public static int bucket(long nanos) {
        if (nanos <= FIRST_NANOS) {
            return 0;
        }
        int bucket = (int) Math.ceil(PER_DOUBLING * Math.log(nanos / FIRST_NANOS) / LOG_2);
        return Math.min(bucket, BUCKETS - 1);
    }

    /** Upper bound of the bucket in which the quantile lies, in milliseconds; 0 when nothing was counted. */
    public static double quantileMillis(long[] counts, double quantile) {
        long total = Arrays.stream(counts).sum();
        if (total == 0) {
            return 0;
        }
        long rank = Math.max(1, (long) Math.ceil(quantile * total));
        long seen = 0;
        int bucket = 0;
        while (bucket < counts.length - 1 && seen + counts[bucket] < rank) {
            seen += counts[bucket];
            bucket++;
        }
        double millis = FIRST_NANOS * Math.pow(2, bucket / PER_DOUBLING) / 1e6;
        return Math.round(millis * 1000) / 1000.0;
    }
}
