package io.workbenchx.control.schedule;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * Runs started by the clock.
 *
 * @param cron see {@link Cron}
 * @param timezone IANA name
 * @param kind wire name of the kind of run
 * @param spec as requested: pinned anew each time
 * @param budget JSON object, unit to amount
 * @param createdBy in whose name runs are started
 * @param updatedAt when it was made, paused or resumed
 * @param lastFireAt newest time that came due, whatever became of it
 * @param lastRunId newest run it started
 * @param lastOutcome what became of the newest time: STARTED, SKIPPED: …, REFUSED: …
 */
@Table(schema = "ops", value = "schedules")
public record Schedule(
        @Id UUID id,
        UUID projectId,
        String name,
        String cron,
        String timezone,
        String kind,
        String spec,
        String budget,
        State state,
        UUID createdBy,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant lastFireAt,
        @Nullable UUID lastRunId,
        @Nullable String lastOutcome) {

    /** A deleted schedule stays for the runs that name it. */
    public enum State {
        ACTIVE,
        PAUSED,
        DELETED
    }

    public Cron parsedCron() {
        return Cron.parse(cron, timezone);
    }
}
