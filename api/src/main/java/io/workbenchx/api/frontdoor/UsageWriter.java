package io.workbenchx.api.frontdoor;

import io.workbenchx.control.deployment.EndpointUsage;
import io.workbenchx.control.deployment.EndpointUsage.Delta;
import io.workbenchx.control.deployment.EndpointUsage.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Writes what the meter counted: figures every second, records in the runs' chains every ten. What cannot be written now is kept and
 * written later.
 */
final class UsageWriter {

    private static final Logger LOG = LoggerFactory.getLogger(UsageWriter.class);
    private static final String ACTOR = "front-door";
    private static final Duration RECORD_EVERY = Duration.ofSeconds(10);

    private final UsageMeter meter;
    private final EndpointUsage usage;
    private final UUID instance = UUID.randomUUID();
    private final Map<UUID, Delta> unwritten = new LinkedHashMap<>();
    private final Map<UUID, Period> unrecorded = new LinkedHashMap<>();
    /** Fixed with their keys: a record whose answer was lost must be repeated as it was. */
    private final Deque<Map.Entry<String, Period>> recording = new ArrayDeque<>();

    private Instant counted = Instant.now();
    private Instant recorded = Instant.now();
    private long number;

    UsageWriter(UsageMeter meter, EndpointUsage usage) {
        this.meter = meter;
        this.usage = usage;
    }

    /** Called about once a second, and once more at the end. */
    synchronized void write(boolean everything) {
        Instant now = Instant.now();
        for (UsageMeter.Taken taken : meter.take()) {
            unwritten.merge(taken.delta().runId(), taken.delta(), UsageMeter::merge);
            Period period = UsageMeter.period(taken, counted, now);
            unrecorded.merge(period.runId(), period, UsageMeter::merge);
        }
        counted = now;
        try {
            addFigures();
            if (everything || Duration.between(recorded, now).compareTo(RECORD_EVERY) >= 0) {
                record();
                recorded = now;
            }
        } catch (DataAccessException away) {
            LOG.warn("Usage waits to be written: {}", away.getMessage());
        }
    }

    private void addFigures() {
        if (!unwritten.isEmpty()) {
            usage.add(List.copyOf(unwritten.values()));
            unwritten.clear();
        }
    }

    private void record() {
        if (recording.isEmpty()) {
            unrecorded
                    .values()
                    .forEach(period -> recording.add(Map.entry("usage/" + instance + "/" + number++, period)));
            unrecorded.clear();
        }
        while (!recording.isEmpty()) {
            Map.Entry<String, Period> first = recording.element();
            usage.record(ACTOR, first.getKey(), first.getValue());
            recording.remove();
        }
    }
}
