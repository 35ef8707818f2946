package io.workbenchx.activities.schedule;

import io.workbenchx.control.schedule.ScheduleStarter;
import io.workbenchx.workflows.schedule.ScheduleActivities;
import io.workbenchx.workflows.schedule.ScheduledStart;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Starts the runs of schedules. */
@Component
public class ScheduleActivitiesImpl implements ScheduleActivities {

    private final ScheduleStarter starter;

    ScheduleActivitiesImpl(ScheduleStarter starter) {
        this.starter = starter;
    }

    @Override
    public ScheduledStart startRun(UUID scheduleId, Instant fireTime) {
        return starter.fire(scheduleId, fireTime);
    }
}
