package io.workbenchx.control.run;

import io.workbenchx.control.run.RunRecorder.NewEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Events of short steps that have succeeded wait here, for a moment, for the next call about their run to take them along: one commit for
 * both. If none comes they are written by themselves. The engine knows of such a step for good before it is on record here, so what a crash
 * takes from this list comes back from the engine's history (see {@code HistoryArchiver}).
 */
final class PendingEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PendingEvents.class);
    private static final Duration MOMENT = Duration.ofMillis(250);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(1);

    /** Writes events by themselves. */
    interface Writer {
        void write(UUID run, String actor, List<NewEvent> events);
    }

    /** What waits for one run; its monitor is held while it is written, so that nothing later overtakes it. */
    private static final class Waiting {
        private final String actor;
        private final List<NewEvent> events = new ArrayList<>();
        private boolean gone;

        Waiting(String actor) {
            this.actor = actor;
        }
    }

    private final Map<UUID, Waiting> waiting = new ConcurrentHashMap<>();
    private final Writer writer;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "step-records");
        thread.setDaemon(true);
        return thread;
    });

    PendingEvents(Writer writer) {
        this.writer = writer;
    }

    void add(UUID run, String actor, List<NewEvent> events) {
        boolean added = false;
        while (!added) {
            Waiting of = waiting.computeIfAbsent(run, unused -> new Waiting(actor));
            synchronized (of) {
                added = !of.gone;
                if (added) {
                    of.events.addAll(events);
                }
            }
        }
        clock.schedule(() -> write(run), MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes what waits for a run, in order; the caller writes it, or gives it back. */
    List<NewEvent> take(UUID run) {
        Waiting of = waiting.get(run);
        if (of == null) {
            return List.of();
        }
        synchronized (of) {
            List<NewEvent> taken = List.copyOf(of.events);
            remove(run, of);
            return taken;
        }
    }

    private void write(UUID run) {
        Waiting of = waiting.get(run);
        if (of == null) {
            return;
        }
        synchronized (of) {
            if (of.gone) {
                return;
            }
            try {
                writer.write(run, of.actor, List.copyOf(of.events));
                remove(run, of);
            } catch (DataAccessException away) {
                LOG.warn("Cannot record {} steps of run {} yet: {}", of.events.size(), run, away.getMessage());
                clock.schedule(() -> write(run), DATABASE_AWAY.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void remove(UUID run, Waiting of) {
        of.events.clear();
        of.gone = true;
        waiting.remove(run, of);
    }

    /** Writes all that waits. */
    @Override
    public void close() {
        clock.shutdownNow();
        List.copyOf(waiting.keySet()).forEach(run -> {
            try {
                write(run);
            } catch (RuntimeException lost) {
                LOG.warn("Steps of run {} come back from the engine's history: {}", run, lost.getMessage());
            }
        });
    }
}
