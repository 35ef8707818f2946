package io.workbenchx.control.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TickerSchedulerTest {

    private static final Instant MADE = Instant.parse("2026-11-21T10:15:00Z");

    @Test
    void findsNothingDueBeforeTheFirstTime() {
        assertThat(TickerScheduler.due(schedule("0 * * * *", MADE, null), Instant.parse("2026-11-21T10:59:59Z")))
                .isEmpty();
    }

    @Test
    void findsTheTimeThatHasJustCome() {
        assertThat(TickerScheduler.due(schedule("0 * * * *", MADE, null), Instant.parse("2026-11-21T11:00:00Z")))
                .contains(Instant.parse("2026-11-21T11:00:00Z"));
    }

    @Test
    void findsNoTimeTwice() {
        Instant eleven = Instant.parse("2026-11-21T11:00:00Z");

        assertThat(TickerScheduler.due(schedule("0 * * * *", MADE, eleven), eleven.plusSeconds(30)))
                .isEmpty();
    }

    @Test
    void makesUpForTheNewestMissedTimeOnly() {
        assertThat(TickerScheduler.due(schedule("*/10 * * * *", MADE, MADE), Instant.parse("2026-11-21T10:55:00Z")))
                .contains(Instant.parse("2026-11-21T10:50:00Z"));
    }

    @Test
    void leavesWhatWasMissedTooLongAgo() {
        assertThat(TickerScheduler.due(schedule("0 11 * * *", MADE, null), Instant.parse("2026-11-21T12:30:00Z")))
                .isEmpty();
    }

    @Test
    void doesNotMakeUpForTimesWhilePaused() {
        Instant resumed = Instant.parse("2026-11-21T11:30:00Z");

        assertThat(TickerScheduler.due(schedule("0 * * * *", resumed, null), resumed.plusSeconds(60)))
                .isEmpty();
    }

    private static Schedule schedule(String cron, Instant updatedAt, Instant lastFireAt) {
        return new Schedule(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "s",
                cron,
                "UTC",
                "probe",
                "{}",
                "{}",
                Schedule.State.ACTIVE,
                UUID.randomUUID(),
                MADE,
                updatedAt,
                lastFireAt,
                null,
                null);
    }
}
