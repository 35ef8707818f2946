package io.workbenchx.control.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void everyLatencyHasABucket() {
        assertThat(LatencyHistogram.bucket(-1)).isZero();
        assertThat(LatencyHistogram.bucket(0)).isZero();
        assertThat(LatencyHistogram.bucket(50_000)).isZero();
        assertThat(LatencyHistogram.bucket(50_001)).isEqualTo(1);
        assertThat(LatencyHistogram.bucket(100_000)).isEqualTo(4);
        assertThat(LatencyHistogram.bucket(Long.MAX_VALUE)).isEqualTo(LatencyHistogram.BUCKETS - 1);
    }

    @Test
    void nothingHasNoQuantile() {
        assertThat(LatencyHistogram.quantileMillis(new long[0], 0.5)).isZero();
        assertThat(LatencyHistogram.quantileMillis(new long[LatencyHistogram.BUCKETS], 0.95))
                .isZero();
    }

    @Test
    void quantilesAreKnownToAFifth() {
        Random random = new Random(1);
        long[] nanos = LongStream.generate(() -> (long) (Math.exp(random.nextGaussian() + 15)))
                .limit(10_000)
                .sorted()
                .toArray();
        long[] counts = new long[LatencyHistogram.BUCKETS];
        for (long latency : nanos) {
            counts[LatencyHistogram.bucket(latency)]++;
        }
        for (double quantile : new double[] {0.5, 0.95, 0.99}) {
            double exact = nanos[(int) Math.ceil(quantile * nanos.length) - 1] / 1e6;
            assertThat(LatencyHistogram.quantileMillis(counts, quantile))
                    .isGreaterThanOrEqualTo(exact - 0.001)
                    .isCloseTo(exact, Percentage.withPercentage(20));
        }
    }

    @Test
    void oneRequestIsEveryQuantile() {
        long[] counts = new long[LatencyHistogram.BUCKETS];
        counts[LatencyHistogram.bucket(Duration.ofMillis(10).toNanos())] = 1;
        assertThat(LatencyHistogram.quantileMillis(counts, 0.5)).isCloseTo(10, within(2.0));
        assertThat(LatencyHistogram.quantileMillis(counts, 0.95)).isCloseTo(10, within(2.0));
    }
}
