package io.workbenchx.activities.environment;

import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.RunLedger;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.providers.environment.EnvironmentBuilder;
import io.workbenchx.providers.environment.EnvironmentBuilder.BuiltEnvironment;
import io.workbenchx.providers.environment.EnvironmentException;
import io.workbenchx.providers.environment.LockResolver;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Builds an environment on a thread of its own, while this one keeps the heartbeat, charges the time and ends the build when the run is
 * cancelled, out of budget, or its worker stops.
 */
@Component
class WatchedBuild {

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration CHARGE_EVERY = Duration.ofSeconds(2);
    private static final Duration END_GRACE = Duration.ofSeconds(20);
    private static final int MILLIS_DECIMALS = 3;

    private final EnvironmentBuilder environments;
    private final LockResolver locks;
    private final RunLedger ledger;

    WatchedBuild(EnvironmentBuilder environments, LockResolver locks, RunLedger ledger) {
        this.environments = environments;
        this.locks = locks;
        this.ledger = ledger;
    }

    /**
     * @param meter under which this attempt's time is charged, as that of one CPU
     * @throws WorkbenchException ENVIRONMENT_BUILD_FAILED, or why the run may not go on
     * @throws io.temporal.client.ActivityCompletionException when cancelled, or the worker stops; the tools have ended then
     */
    BuiltEnvironment build(RunContext run, String meter, String lock, Consumer<String> output) {
        return watched(run, meter, () -> environments.build(lock, output));
    }

    /** As {@link #build}: the lock for requirements. */
    String lock(RunContext run, String meter, String requirements, Consumer<String> output) {
        return watched(run, meter, () -> locks.lock(requirements, output));
    }

    private <T> T watched(RunContext run, String meter, Callable<T> work) {
        long began = System.nanoTime();
        ExecutorService thread = Executors.newSingleThreadExecutor(
                task -> new Thread(AccessScope.workbench(run.projectId()).around(task), "build " + run.runId()));
        try (Heartbeats heartbeats = Heartbeats.start()) {
            return watch(run, meter, thread.submit(work), heartbeats, began);
        } finally {
            end(thread);
            ledger.charge(run, meter, secondsSince(began));
        }
    }

    private <T> T watch(RunContext run, String meter, Future<T> building, Heartbeats heartbeats, long began) {
        long charged = began;
        while (true) {
            try {
                return building.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillBuilding) {
                heartbeats.check();
                if (System.nanoTime() - charged >= CHARGE_EVERY.toNanos()) {
                    charged = System.nanoTime();
                    ledger.charge(run, meter, secondsSince(began)).check();
                }
            } catch (ExecutionException failure) {
                throw translated(failure.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new WorkbenchException(FailureCode.UNAVAILABLE, "The worker is shutting down.", interrupted);
            }
        }
    }

    /** Interrupting the build ends its tools. */
    private static void end(ExecutorService thread) {
        thread.shutdownNow();
        try {
            thread.awaitTermination(END_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException translated(@Nullable Throwable failure) {
        if (failure instanceof EnvironmentException) {
            String message = String.valueOf(failure.getMessage());
            // The disk of this worker, not what was asked for: it is tried again, here or elsewhere.
            FailureCode code = message.contains("No space left on device")
                    ? FailureCode.STORAGE_FULL
                    : FailureCode.ENVIRONMENT_BUILD_FAILED;
            return new WorkbenchException(code, message, failure);
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("An environment build broke.", failure);
    }

    private static BigDecimal secondsSince(long began) {
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        return BigDecimal.valueOf(millis, MILLIS_DECIMALS);
    }
}
