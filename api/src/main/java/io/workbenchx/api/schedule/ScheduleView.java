package io.workbenchx.api.schedule;

import io.workbenchx.control.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A schedule as clients see it.
 *
 * @param spec as requested; each run pins it anew
 * @param createdBy in whose name runs are started
 * @param nextAt the next time it comes due, absent while paused
 * @param next the next few times
 * @param lastAt the newest time that came due
 * @param lastRun the newest run it started
 * @param lastOutcome what became of the newest time
 */
record ScheduleView(
        UUID id,
        String name,
        String cron,
        String timezone,
        String kind,
        JsonNode spec,
        JsonNode budget,
        Schedule.State state,
        String createdBy,
        Instant createdAt,
        @Nullable Instant nextAt,
        List<Instant> next,
        @Nullable Instant lastAt,
        @Nullable UUID lastRun,
        @Nullable String lastOutcome) {}
