package io.workbenchx.activities.session;

import io.workbenchx.providers.runner.WorkloadStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Whether a session is really idle. It is not while a kernel is busy or does not say how it is, while its processes use the processor
 * (whatever was started in a terminal), or while Jupyter does not answer; and then for the idle timeout after the last of that.
 */
final class IdleWatch implements Predicate<WorkloadStatus> {

    /** Of one processor; JupyterLab at rest, with a tab open, takes a few hundredths. */
    private static final double WORKING = 0.15;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);

    private final Supplier<Optional<JupyterServer.Activity>> server;
    private final Consumer<Instant> news;
    private final Clock clock;
    private final Duration timeout;
    private final Duration pause;
    private Instant looked;
    private Instant active;
    private double cpuSeconds = -1;

    /**
     * @param news told when activity was seen
     */
    IdleWatch(
            Supplier<Optional<JupyterServer.Activity>> server, Consumer<Instant> news, Clock clock, Duration timeout) {
        this.server = server;
        this.news = news;
        this.clock = clock;
        this.timeout = timeout;
        Duration quarter = timeout.dividedBy(4);
        Duration bounded = quarter.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : quarter;
        this.pause = bounded.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : bounded;
        this.looked = clock.instant();
        this.active = looked;
    }

    @Override
    public boolean test(WorkloadStatus status) {
        Instant now = clock.instant();
        if (Duration.between(looked, now).compareTo(pause) < 0) {
            return false;
        }
        Instant before = active;
        Optional<JupyterServer.Activity> seen = server.get();
        boolean working = working(status, now);
        if (working || seen.isEmpty() || seen.get().busy()) {
            active = now;
        } else if (seen.get().last().isAfter(active)) {
            active = seen.get().last();
        }
        looked = now;
        if (active.isAfter(before)) {
            news.accept(active);
        }
        return Duration.between(active, now).compareTo(timeout) >= 0;
    }

    private boolean working(WorkloadStatus status, Instant now) {
        double used = status.usage().cpuSeconds() - cpuSeconds;
        boolean first = cpuSeconds < 0;
        cpuSeconds = status.usage().cpuSeconds();
        double seconds = Duration.between(looked, now).toMillis() / 1000.0;
        return !first && used > WORKING * seconds;
    }
}
