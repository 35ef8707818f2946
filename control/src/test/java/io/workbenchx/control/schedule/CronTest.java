package io.workbenchx.control.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

    private static final Instant FRIDAY = Instant.parse("2026-11-20T10:15:30Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    * * * * *            | 0 * * * * * *
                    30 6 * * mon-fri     | 0 30 6 * * MON-FRI *
                    */10 * * * * *       | */10 * * * * * *
                    0 0 6 ? * SUN        | 0 0 6 * * SUN *
                    0,30 8-18/2 1 1 *    | 0 0,30 8-18/2 1 1 * *
                    """)
    void writesSevenFieldsForTemporal(String text, String temporal) {
        assertThat(Cron.parse(text, "UTC").temporalExpressions()).containsExactly(temporal);
    }

    @Test
    void firesOnEitherDayOfAStandardExpressionThatRestrictsBoth() {
        Cron fridayOrThe13th = Cron.parse("0 12 13 * FRI", "UTC");

        assertThat(fridayOrThe13th.temporalExpressions()).containsExactly("0 0 12 13 * * *", "0 0 12 * * FRI *");
        assertThat(fridayOrThe13th.next(Instant.parse("2026-12-11T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-12-13T12:00:00Z"), Instant.parse("2026-12-18T12:00:00Z"));
    }

    @Test
    void needsBothDaysOfASixFieldExpression() {
        Cron fridayThe13th = Cron.parse("0 0 12 13 * FRI", "UTC");

        assertThat(fridayThe13th.next(FRIDAY)).contains(Instant.parse("2027-08-13T12:00:00Z"));
    }

    @Test
    void countsInItsTimeZoneAcrossTheChangeOfClocks() {
        Cron morning = Cron.parse("30 6 * * *", "Europe/Madrid");

        assertThat(morning.next(Instant.parse("2026-03-28T00:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-03-28T05:30:00Z"), Instant.parse("2026-03-29T04:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * * *",
                "61 * * * *",
                "* 24 * * *",
                "0 0 31 2 *",
                "@daily",
                "CRON_TZ=UTC 0 0 * * *",
                "0 0 L * *",
                "0 0 15W * *",
                "0 0 * * MON#1",
                "*/0 * * * *",
                "0 0 * * FOO",
                "0 22-2 * * *",
                "every day"
            })
    void explainsAnExpressionThatIsNotValid(String text) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> Cron.parse(text, "UTC"))
                .matches(refused -> refused.code() == FailureCode.SPEC_INVALID)
                .withMessageContaining("30 6 * * MON-FRI");
    }

    @Test
    void explainsAnUnknownTimeZone() {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> Cron.parse("* * * * *", "Mars/Olympus"))
                .withMessageContaining("Europe/Madrid");
    }
}
