package io.workbenchx.workflows.schedule;

import io.temporal.activity.ActivityInterface;
import java.time.Instant;
import java.util.UUID;

@ActivityInterface
public interface ScheduleActivities {

    /** Starts the run of a schedule for one of its times, or finds it started. */
    ScheduledStart startRun(UUID scheduleId, Instant fireTime);
}
