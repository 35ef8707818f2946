package io.workbenchx.activities.run;

import io.temporal.activity.ActivityInfo;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.providers.runner.LeaseLostException;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.schedule.ScheduledStartWorkflow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;

/**
 * One attempt of one activity: may the run go on? Then the work, then what happened goes on record. Short steps that succeed are recorded
 * with the next call about their run; long ones when they begin and when they end. A step whose record cannot be written is not repeated
 * for it: the write is.
 */
final class GovernedStep {

    private static final Logger LOG = LoggerFactory.getLogger(GovernedStep.class);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(2);
    private static final int WRITE_TRIES = 20;

    private final RunRecorder recorder;
    private final ActivityInfo info;

    GovernedStep(RunRecorder recorder, ActivityInfo info) {
        this.recorder = recorder;
        this.info = info;
    }

    <T> T run(Supplier<T> work) {
        if (info.getWorkflowType().equals(ScheduledStartWorkflow.TYPE)) {
            // Decides whether there will be a run: admission records that, and the run is governed from then on.
            try (AccessScope.Opened asking = AccessScope.workbench().open()) {
                return unrecorded(work);
            }
        }
        RunContext run = CurrentRun.get();
        MDC.put("run", run.runId().toString());
        try (AccessScope.Opened asking = AccessScope.workbench(run.projectId()).open()) {
            // Local activities are the control plane's own steps and write their events themselves.
            return info.isLocal() ? unrecorded(work) : recorded(run, work);
        } finally {
            MDC.remove("run");
        }
    }

    private static <T> T unrecorded(Supplier<T> work) {
        try {
            return work.get();
        } catch (WorkbenchException failure) {
            throw translate(failure);
        }
    }

    private <T> T recorded(RunContext run, Supplier<T> work) {
        boolean release = info.getActivityType().startsWith("Release");
        try {
            if (!release) {
                recorder.standing(run.runId()).check();
            }
            if (isLong()) {
                recorder.record(run.runId(), run.actor(), List.of(event("step.started", Map.of())), true);
            }
        } catch (WorkbenchException refusal) {
            throw translate(refusal);
        } catch (DataAccessException away) {
            throw ApplicationFailure.newBuilder()
                    .setType(FailureCode.UNAVAILABLE.name())
                    .setMessage("The control plane's database does not answer; the step is tried again.")
                    .setNextRetryDelay(DATABASE_AWAY)
                    .setCause(away)
                    .build();
        }
        long began = System.nanoTime();
        try {
            T result = work.get();
            NewEvent completed = event("step.completed", Map.of("ms", millisSince(began)));
            if (isLong() || release) {
                write(run, completed, !release);
            } else {
                recorder.recordSoon(run.runId(), run.actor(), completed);
            }
            return result;
        } catch (ActivityCompletionException interrupted) {
            // Cancelled, timed out or the worker shuts down: not an outcome of the step itself.
            write(
                    run,
                    event(
                            "step.interrupted",
                            Map.of("reason", interrupted.getClass().getSimpleName())),
                    false);
            throw interrupted;
        } catch (RuntimeException | Error failure) {
            WorkbenchException typed = typed(failure);
            write(
                    run,
                    event(
                            "step.failed",
                            Map.of(
                                    "ms",
                                    millisSince(began),
                                    "code",
                                    typed.code().name(),
                                    "message",
                                    typed.reason())),
                    !release);
            throw translate(typed);
        }
    }

    private boolean isLong() {
        Duration heartbeat = info.getHeartbeatTimeout();
        Duration limit = info.getStartToCloseTimeout();
        return (heartbeat != null && !heartbeat.isZero()) || (limit != null && limit.compareTo(LONG) > 0);
    }

    private NewEvent event(String type, Map<String, ?> particulars) {
        Map<String, Object> data = new LinkedHashMap<>(particulars);
        data.put("step", info.getActivityType());
        data.put("attempt", info.getAttempt());
        data.put("queue", info.getActivityTaskQueue());
        return new NewEvent(
                type, NewEvent.stepKey(info.getWorkflowRunId(), info.getActivityId(), info.getAttempt(), type), data);
    }

    private void write(RunContext run, NewEvent event, boolean running) {
        for (int tries = 1; ; tries++) {
            try {
                recorder.record(run.runId(), run.actor(), List.of(event), running);
                return;
            } catch (DataAccessException away) {
                LOG.warn(
                        "Cannot record {} of run {} (try {}): {}", event.type(), run.runId(), tries, away.getMessage());
                if (tries == WRITE_TRIES || !pause()) {
                    throw away;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(DATABASE_AWAY.toMillis() / 2);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long millisSince(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    private static WorkbenchException typed(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof WorkbenchException typed) {
                return typed;
            }
            if (cause instanceof ApplicationFailure application) {
                return new WorkbenchException(
                        FailureCode.of(String.valueOf(application.getType())),
                        String.valueOf(application.getOriginalMessage()),
                        application);
            }
            if (cause instanceof LeaseLostException) {
                return new WorkbenchException(FailureCode.UNAVAILABLE, message(cause), failure);
            }
            if (cause instanceof DataAccessException) {
                return new WorkbenchException(
                        FailureCode.UNAVAILABLE,
                        "The control plane's database did not answer: " + message(cause),
                        failure);
            }
        }
        LOG.error("A step failed unexpectedly", failure);
        return new WorkbenchException(FailureCode.INTERNAL, "Unexpected: " + message(failure), failure);
    }

    private static String message(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /** The category of the code decides whether Temporal tries again and how loud it is. */
    private static ApplicationFailure translate(WorkbenchException failure) {
        FailureCode.Category category = failure.code().category();
        return ApplicationFailure.newBuilder()
                .setType(failure.code().name())
                .setMessage(failure.reason())
                .setNonRetryable(!category.retryable())
                .setCategory(category.benign() ? ApplicationErrorCategory.BENIGN : ApplicationErrorCategory.UNSPECIFIED)
                .setCause(failure)
                .build();
    }
}
