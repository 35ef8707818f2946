package io.workbenchx.workflows.session;

import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Where sessions run without a process: they do what the test says, and what happened is told in order. */
final class FakeSessionHost implements SessionActivities {

    static final SavedWorkspace SAVED = new SavedWorkspace("ab".repeat(32), 2, 1024, 1, 0);

    final List<String> happened = new CopyOnWriteArrayList<>();
    final List<Instant> expiries = new CopyOnWriteArrayList<>();
    volatile @Nullable FailureCode opening;
    volatile @Nullable FailureCode preparing;
    volatile @Nullable FailureCode starting;
    volatile @Nullable FailureCode watching;
    volatile @Nullable FailureCode releasing;
    /** Nobody uses it: the watch ends by itself. */
    volatile boolean idle;

    @Override
    public String openSession(RunContext run, SessionSpec spec) {
        failAs(opening);
        happened.add("opened " + spec.name());
        return "h1";
    }

    @Override
    public void noteExpiry(RunContext run, Instant expiresAt) {
        expiries.add(expiresAt);
    }

    @Override
    public void prepareSession(RunContext run, SessionSpec spec) {
        happened.add("prepared");
        failAs(preparing);
    }

    @Override
    public void startSession(RunContext run, SessionSpec spec) {
        happened.add("started");
        failAs(starting);
    }

    @Override
    public void watchSession(RunContext run, SessionSpec spec) {
        happened.add("watched");
        failAs(watching);
        try {
            while (!idle) {
                Activity.getExecutionContext().heartbeat(null);
                Thread.onSpinWait();
            }
        } catch (ActivityCompletionException ended) {
            happened.add("process ended");
            throw ended;
        }
    }

    @Override
    public @Nullable SavedWorkspace releaseSession(RunContext run, SessionSpec spec) {
        happened.add("saved");
        failAs(releasing);
        return SAVED;
    }

    @Override
    public void closeSession(RunContext run, SessionSpec spec, SessionEnding ending) {
        happened.add("closed " + ending);
    }

    /** As the governance interceptor tells the engine of a failure. */
    private static void failAs(@Nullable FailureCode code) {
        if (code != null) {
            throw ApplicationFailure.newBuilder()
                    .setType(code.name())
                    .setMessage("it says " + code)
                    .setNonRetryable(!code.category().retryable())
                    .build();
        }
    }
}
