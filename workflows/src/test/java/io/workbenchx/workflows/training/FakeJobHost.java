package io.workbenchx.workflows.training;

import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunContextPropagator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where jobs run without a process: they do what the test says, and what happened is told in order. */
final class FakeJobHost implements TrainingActivities {

    static final TrainingResult RESULT =
            new TrainingResult(0, 2.5, 64L << 20, 10, "ab".repeat(32), "sha256:" + "cd".repeat(32), "bubblewrap");

    final List<String> happened = new CopyOnWriteArrayList<>();
    final List<RunContext> contexts = new CopyOnWriteArrayList<>();
    volatile String host = "h1";
    volatile @Nullable FailureCode preparing;
    volatile @Nullable FailureCode executing;
    volatile @Nullable FailureCode releasing;
    /** How many attempts fail before one works; by default all do. */
    volatile int failures = Integer.MAX_VALUE;

    volatile boolean endless;
    private final AtomicInteger failed = new AtomicInteger();

    @Override
    public String chooseHost(RunContext run) {
        happened.add("chose " + host);
        contexts.add(RunContextPropagator.current());
        return host;
    }

    @Override
    public void prepare(RunContext run, TrainingSpec spec) {
        happened.add("prepared " + spec.code());
        contexts.add(RunContextPropagator.current());
        failAs(preparing);
    }

    @Override
    public TrainingResult execute(RunContext run, TrainingSpec spec) {
        happened.add("executed " + spec.entrypoint());
        contexts.add(RunContextPropagator.current());
        failAs(executing);
        if (endless) {
            awaitCancel();
        }
        return RESULT;
    }

    private void awaitCancel() {
        try {
            while (true) {
                Activity.getExecutionContext().heartbeat(null);
                Thread.onSpinWait();
            }
        } catch (ActivityCompletionException killed) {
            happened.add("killed");
            throw killed;
        }
    }

    @Override
    public void releaseJob(RunContext run) {
        happened.add("released");
        contexts.add(RunContextPropagator.current());
        failAs(releasing);
    }

    /** As the governance interceptor tells the engine of a failure. */
    private void failAs(@Nullable FailureCode code) {
        if (code != null && failed.incrementAndGet() <= failures) {
            throw ApplicationFailure.newBuilder()
                    .setType(code.name())
                    .setMessage("it says " + code)
                    .setNonRetryable(!code.category().retryable())
                    .build();
        }
    }
}
