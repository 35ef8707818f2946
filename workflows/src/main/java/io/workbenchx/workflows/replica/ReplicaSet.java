package io.workbenchx.workflows.replica;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.ChildWorkflowStub;
import io.temporal.workflow.ExternalWorkflowStub;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;

/**
 * The replicas of one run as its workflow sees and steers them. Each is an abandoned child steered by signals, so that the run's workflow can
 * continue as new.
 */
public final class ReplicaSet {

    private static final int START_TRIES = 30;

    /** Beyond drain and grace, after which replicas that do not answer are left to stop by themselves. */
    private static final Duration STOP = Duration.ofMinutes(3);

    private final Logger log = Workflow.getLogger(ReplicaSet.class);
    private final String workflowType;
    private final Replicas replicas = new Replicas(0);
    private final Set<Integer> stopping = new TreeSet<>();

    /**
     * @param workflowType of the child that keeps a replica: its arguments are the run, its spec and a {@link ReplicaState}, and it is
     *     stopped by the signal {@code stop}
     */
    public ReplicaSet(String workflowType) {
        this.workflowType = workflowType;
    }

    /** {@code <workflow id of the run>/replica-<ordinal>}: starts with the project, as every workflow id does. */
    public static String workflowId(RunContext run, int ordinal) {
        return run.workflowId() + "/" + ReplicaProcess.workloadName(ordinal);
    }

    public int wanted() {
        return replicas.wanted();
    }

    public void want(int number) {
        replicas.want(number);
    }

    public void report(ReplicaReport report) {
        replicas.report(report);
    }

    /** What an earlier execution of the run's workflow knew. */
    public void resume(int wanted, List<ReplicaReport> carried) {
        replicas.resume(wanted, carried);
    }

    public boolean allHealthy() {
        return replicas.allHealthy();
    }

    public long healthy() {
        return replicas.healthy();
    }

    public int restarts() {
        return replicas.restarts();
    }

    public List<ReplicaReport> all() {
        return replicas.all();
    }

    /** A wanted replica that was given up. */
    public Optional<ReplicaReport> failure() {
        return replicas.failure();
    }

    public boolean living() {
        return !replicas.living().isEmpty();
    }

    /** Whether none is on its way: all that live are healthy. */
    public boolean settled() {
        return replicas.healthy() == replicas.living().size();
    }

    /** Whether there are fewer or more than wanted, and nothing has been done about it. */
    public boolean unbalanced() {
        return !replicas.missing().isEmpty() || !stopping.containsAll(replicas.surplus());
    }

    /** Starts those that are missing. */
    public void startMissing(RunContext run, RunSpec spec, boolean keepTrying) {
        replicas.missing().forEach(ordinal -> start(run, spec, ordinal, keepTrying));
    }

    /** Starts the first that is missing. */
    public void startNext(RunContext run, RunSpec spec, boolean keepTrying) {
        replicas.missing().stream().findFirst().ifPresent(ordinal -> start(run, spec, ordinal, keepTrying));
    }

    /** Outside the cancellation of the run: a replica ends by signal, after the route has moved. */
    private void start(RunContext run, RunSpec spec, int ordinal, boolean keepTrying) {
        stopping.remove(ordinal);
        replicas.starting(ordinal);
        Workflow.newDetachedCancellationScope(() -> startChild(run, spec, ordinal, keepTrying))
                .run();
    }

    /** A replica of the same number that was just stopped may need a moment to be gone. */
    private void startChild(RunContext run, RunSpec spec, int ordinal, boolean keepTrying) {
        for (int tries = 1; ; tries++) {
            ChildWorkflowStub replica =
                    Workflow.newUntypedChildWorkflowStub(workflowType, ReplicaOptions.replica(run, ordinal));
            Promise<Void> end = replica.executeAsync(Void.class, run, spec, ReplicaState.fresh(ordinal, keepTrying));
            try {
                replica.getExecution().get();
                end.exceptionally(failure -> {
                    replicas.report(lost(ordinal, failure));
                    return null;
                });
                return;
            } catch (ChildWorkflowFailure occupied) {
                if (tries == START_TRIES) {
                    throw occupied;
                }
                Workflow.sleep(Duration.ofSeconds(1));
            }
        }
    }

    /** The report a replica would have sent had its workflow not been ended from outside. */
    private static ReplicaReport lost(int ordinal, Throwable failure) {
        String reason = "The workflow of replica " + ordinal + " ended unexpectedly: " + failure.getMessage();
        return new ReplicaReport(ordinal, ReplicaReport.Phase.FAILED, 0, FailureCode.INTERNAL, reason);
    }

    /** Stops those beyond the number wanted. */
    public void stopSurplus(RunContext run) {
        replicas.surplus().stream().filter(stopping::add).forEach(ordinal -> stop(run, ordinal));
    }

    /** Stops all, and waits until they are gone. */
    public void stopAll(RunContext run) {
        replicas.living().forEach(ordinal -> stop(run, ordinal));
        if (!Workflow.await(STOP, () -> replicas.living().isEmpty())) {
            log.warn("Replicas {} of {} did not report their end", replicas.living(), run.runId());
        }
    }

    private void stop(RunContext run, int ordinal) {
        try {
            ExternalWorkflowStub replica = Workflow.newUntypedExternalWorkflowStub(workflowId(run, ordinal));
            replica.signal("stop");
        } catch (ApplicationFailure | SignalExternalWorkflowException gone) {
            replicas.report(new ReplicaReport(ordinal, ReplicaReport.Phase.STOPPED, 0, null, "gone"));
        }
    }
}
