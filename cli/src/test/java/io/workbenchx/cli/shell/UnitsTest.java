package io.workbenchx.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UnitsTest {

    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");

    @Test
    void durationsHaveTheDigitsThatMatter() {
        assertThat(Units.duration(Duration.ofMillis(420))).isEqualTo("0.42s");
        assertThat(Units.duration(Duration.ofMillis(12_345))).isEqualTo("12.3s");
        assertThat(Units.duration(Duration.ofSeconds(187))).isEqualTo("3m 07s");
        assertThat(Units.duration(Duration.ofMinutes(125))).isEqualTo("2h 05m");
        assertThat(Units.duration(Duration.ofHours(99))).isEqualTo("4d 3h");
    }

    @Test
    void agesHaveOneUnit() {
        assertThat(Units.age("2026-08-01T11:59:30Z", NOW)).isEqualTo("30s");
        assertThat(Units.age("2026-08-01T10:00:00Z", NOW)).isEqualTo("2h");
        assertThat(Units.age("2026-07-30T12:00:00Z", NOW)).isEqualTo("2d");
        assertThat(Units.age("2026-08-01T12:00:09Z", NOW)).isEqualTo("0s");
        assertThat(Units.age("", NOW)).isEmpty();
    }

    @Test
    void smallAmountsOfMoneyAreNotRoundedToNothing() {
        assertThat(Units.usd(0.00012)).isEqualTo("$0.000120");
        assertThat(Units.usd(12.5)).isEqualTo("$12.50");
        assertThat(Units.usd(0)).isEqualTo("$0.00");
    }

    @Test
    void numbersLoseTrailingZeros() {
        assertThat(Units.decimal(0.75, 6)).isEqualTo("0.75");
        assertThat(Units.decimal(100, 2)).isEqualTo("100");
        assertThat(Units.decimal(0, 2)).isEqualTo("0");
        assertThat(Units.decimal(Double.NaN, 2)).isEqualTo("NaN");
        assertThat(Units.bytes(1_234_567)).isEqualTo("1.2 MB");
    }
}
