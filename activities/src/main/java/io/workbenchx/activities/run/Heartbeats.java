package io.workbenchx.activities.run;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the heartbeat of a long activity going on its own thread. Cancel, a lost lease of the attempt and the shutdown of the worker all
 * arrive through it: {@link #check} throws them on the activity's thread.
 */
public final class Heartbeats implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "heartbeat");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicReference<@Nullable ActivityCompletionException> end = new AtomicReference<>();

    private Heartbeats(ActivityExecutionContext context) {
        timer.scheduleWithFixedDelay(() -> beat(context), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts beating for the activity of this thread. */
    public static Heartbeats start() {
        return new Heartbeats(Activity.getExecutionContext());
    }

    /**
     * @throws ActivityCompletionException when the activity must end: cancelled, timed out, or its worker is shutting down
     */
    public void check() {
        ActivityCompletionException reason = end.get();
        if (reason != null) {
            throw reason;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void beat(ActivityExecutionContext context) {
        try {
            context.heartbeat(null);
        } catch (ActivityCompletionException reason) {
            end.compareAndSet(null, reason);
            timer.shutdown();
        }
    }
}
