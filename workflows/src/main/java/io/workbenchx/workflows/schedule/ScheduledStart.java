package io.workbenchx.workflows.schedule;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one time of a schedule.
 *
 * @param runId the run started, or null when none was
 * @param outcome {@code STARTED}, or {@code SKIPPED: <why>}
 */
public record ScheduledStart(@Nullable UUID runId, String outcome) {

    public static ScheduledStart started(UUID runId) {
        return new ScheduledStart(runId, "STARTED");
    }

    public static ScheduledStart skipped(String why) {
        return new ScheduledStart(null, "SKIPPED: " + why);
    }
}
