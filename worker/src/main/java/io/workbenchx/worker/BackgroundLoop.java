package io.workbenchx.worker;

import io.workbenchx.control.identity.AccessScope;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;

/** Does one thing every second, on its own thread, from when the application is ready. */
class BackgroundLoop {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoop.class);

    private final String name;
    private final Runnable round;
    private final ScheduledExecutorService timer;

    BackgroundLoop(String name, Runnable round) {
        this.name = name;
        this.round = AccessScope.workbench().around(round);
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, name));
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        timer.scheduleWithFixedDelay(this::turn, 0, 1, TimeUnit.SECONDS);
    }

    @EventListener(ContextClosedEvent.class)
    void stop() {
        timer.shutdownNow();
    }

    private void turn() {
        try {
            round.run();
        } catch (DataAccessException away) {
            LOG.warn("The database does not answer the {}: {}", name, away.getMessage());
        } catch (RuntimeException e) {
            // A loop that dies in silence would leave runs waiting for ever.
            LOG.error("A round of the {} failed", name, e);
        }
    }
}
