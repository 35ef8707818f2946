package io.workbenchx.providers.runner;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for things of the kernel and of other processes, that notify nobody; never without a deadline. */
public final class Waiting {

    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private Waiting() {}

    /** The first value that is there; tries every few milliseconds. */
    public static <T> T until(String what, Supplier<@Nullable T> attempt) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            T value = attempt.get();
            if (value != null) {
                return value;
            }
            if (System.nanoTime() > end) {
                throw new RunnerException("waited " + DEADLINE.toSeconds() + " s in vain for " + what, null);
            }
            pause(what);
        }
    }

    /** Whether the condition came true in time. */
    public static boolean within(Duration time, String what, Supplier<Boolean> condition) {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.get()) {
            if (System.nanoTime() > end) {
                return false;
            }
            pause(what);
        }
        return true;
    }

    private static void pause(String what) {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException("interrupted while waiting for " + what, e);
        }
    }
}
