package io.workbenchx.control.schedule;

import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for the engine's schedules where it has none: looks every second which schedules are due. Several tickers do no harm: the request
 * id of a run holds its schedule and time.
 *
 * <p>After a pause of the whole workbench only the newest missed time is made up for; the others would have been skipped as overlapping.
 */
final class TickerScheduler implements Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(TickerScheduler.class);
    private static final int NEXT = 5;

    private final ScheduleRepository schedules;
    private final ScheduleStarter starter;
    private final Clock clock;

    TickerScheduler(ScheduleRepository schedules, ScheduleStarter starter, Clock clock) {
        this.schedules = schedules;
        this.starter = starter;
        this.clock = clock;
    }

    @Override
    public void apply(Schedule schedule) {
        // The next round reads the table.
    }

    @Override
    public List<Instant> next(Schedule schedule) {
        return schedule.state() == Schedule.State.ACTIVE
                ? schedule.parsedCron().next(clock.instant(), NEXT)
                : List.of();
    }

    @Override
    public void round() {
        Instant now = clock.instant();
        for (Schedule schedule : schedules.findActive()) {
            due(schedule, now).ifPresent(time -> fire(schedule, time));
        }
    }

    private void fire(Schedule schedule, Instant time) {
        try {
            starter.fire(schedule.id(), time);
        } catch (WorkbenchException failure) {
            LOG.warn("Schedule {} of {} started nothing: {}", schedule.name(), time, failure.reason());
        }
    }

    /** The newest time that has come due since the last one. */
    static Optional<Instant> due(Schedule schedule, Instant now) {
        Instant from = schedule.updatedAt();
        Instant last = schedule.lastFireAt();
        if (last != null && last.isAfter(from)) {
            from = last;
        }
        Instant earliest = now.minus(CATCH_UP);
        if (from.isBefore(earliest)) {
            from = earliest;
        }
        Cron cron = schedule.parsedCron();
        Optional<Instant> due = Optional.empty();
        Optional<Instant> next = cron.next(from);
        while (next.isPresent() && !next.get().isAfter(now)) {
            due = next;
            next = cron.next(next.get());
        }
        return due;
    }
}
