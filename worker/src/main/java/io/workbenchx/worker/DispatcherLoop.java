package io.workbenchx.worker;

import io.workbenchx.control.run.RunDispatcher;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;

/** Calls the dispatcher every second, on its own thread. */
class DispatcherLoop {

    private static final Logger LOG = LoggerFactory.getLogger(DispatcherLoop.class);

    private final RunDispatcher dispatcher;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "dispatcher"));

    DispatcherLoop(RunDispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        timer.scheduleWithFixedDelay(this::round, 0, 1, TimeUnit.SECONDS);
    }

    @EventListener(ContextClosedEvent.class)
    void stop() {
        timer.shutdownNow();
    }

    private void round() {
        try {
            dispatcher.dispatch();
        } catch (DataAccessException away) {
            LOG.warn("The database does not answer the dispatcher: {}", away.getMessage());
        } catch (RuntimeException e) {
            // A loop that dies in silence would leave runs waiting for ever.
            LOG.error("A round of the dispatcher failed", e);
        }
    }
}
