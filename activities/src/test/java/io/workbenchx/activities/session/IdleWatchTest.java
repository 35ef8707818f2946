package io.workbenchx.activities.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.activities.session.JupyterServer.Activity;
import io.workbenchx.providers.runner.WorkloadStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdleWatchTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T08:00:00Z");

    private final Hands hands = new Hands();
    private final List<Instant> news = new ArrayList<>();
    private Optional<Activity> activity = Optional.of(new Activity(false, BEGIN));
    private double cpuSeconds;
    private final IdleWatch watch = new IdleWatch(() -> activity, news::add, hands, Duration.ofMinutes(10));

    @Test
    void isIdleAfterTheTimeoutAndNotBefore() {
        assertThat(after(Duration.ofMinutes(9))).isFalse();
        assertThat(after(Duration.ofMinutes(1))).isTrue();
        assertThat(news).isEmpty();
    }

    @Test
    void countsFromTheLastThingThatJupyterSaw() {
        activity = Optional.of(new Activity(false, BEGIN.plus(Duration.ofMinutes(8))));

        assertThat(after(Duration.ofMinutes(11))).isFalse();
        assertThat(after(Duration.ofMinutes(7))).isTrue();
        assertThat(news).containsExactly(BEGIN.plus(Duration.ofMinutes(8)));
    }

    @Test
    void isNeverIdleWhileAKernelIsBusy() {
        activity = Optional.of(new Activity(true, BEGIN));

        assertThat(after(Duration.ofHours(5))).isFalse();
        assertThat(after(Duration.ofHours(5))).isFalse();
        activity = Optional.of(new Activity(false, BEGIN));
        assertThat(after(Duration.ofMinutes(9))).isFalse();
        assertThat(after(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void isNotIdleWhenNobodyAnswers() {
        activity = Optional.empty();

        assertThat(after(Duration.ofHours(5))).isFalse();
    }

    @Test
    void isNotIdleWhileItsProcessesWork() {
        assertThat(after(Duration.ofMinutes(1))).isFalse();
        cpuSeconds += 3600;
        assertThat(after(Duration.ofHours(1))).isFalse();
        cpuSeconds += 1;
        assertThat(after(Duration.ofMinutes(10))).isTrue();
    }

    private boolean after(Duration time) {
        hands.now = hands.now.plus(time);
        return watch.test(new WorkloadStatus(true, null, null, new WorkloadStatus.Usage(cpuSeconds, 0)));
    }

    /** A clock that a test moves. */
    private static final class Hands extends Clock {
        private Instant now = BEGIN;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
