package io.workbenchx.workflows.session;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.TaskQueues;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Time limits and retries of a session's steps, in one place. */
final class SessionOptions {

    private static final Duration PREPARE = Duration.ofMinutes(30);
    private static final Duration START = Duration.ofMinutes(10);
    /** Longer than any session lives: only its expiry ends it, also while its host is away. */
    private static final Duration WATCH = SessionSpec.LONGEST.plusDays(1);

    private static final Duration RELEASE = Duration.ofHours(1);
    /** What somebody made is on one host until it is saved: the host gets this time to come back. */
    private static final Duration HOST_AWAY = Duration.ofHours(12);

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private SessionOptions() {}

    /** Short writes to the control plane. */
    static SessionActivities control() {
        return Workflow.newLocalActivityStub(
                SessionActivities.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(30))
                        .setRetryOptions(retry(Duration.ofMillis(200)))
                        .build());
    }

    static SessionActivities placement() {
        return Workflow.newActivityStub(
                SessionActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.WORKBENCH)
                        .setStartToCloseTimeout(Duration.ofSeconds(10))
                        .setRetryOptions(retry(Duration.ofMillis(500)))
                        .setSummary("take the name, choose a host")
                        .build());
    }

    static SessionActivities preparing(String host) {
        return onHost(host, PREPARE, PREPARE.multipliedBy(2), null, "fill the workspace, bind data, verify runtime");
    }

    static SessionActivities starting(String host) {
        return onHost(host, START, START.multipliedBy(2), null, "start JupyterLab");
    }

    static SessionActivities watching(String host) {
        return onHost(host, WATCH, WATCH, null, "watch");
    }

    static SessionActivities releasing(String host) {
        return onHost(host, RELEASE, HOST_AWAY.plus(RELEASE), HOST_AWAY, "end it, save the workspace, clean up");
    }

    /** Any number of attempts within the time: each picks up what the one before left. */
    private static SessionActivities onHost(
            String host, Duration once, Duration all, @Nullable Duration toStart, String summary) {
        return Workflow.newActivityStub(
                SessionActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.runners(host))
                        .setScheduleToStartTimeout(toStart)
                        .setStartToCloseTimeout(once)
                        .setScheduleToCloseTimeout(all)
                        .setHeartbeatTimeout(HEARTBEAT)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .setRetryOptions(retry(Duration.ofMillis(500)))
                        .setSummary(summary)
                        .build());
    }

    private static RetryOptions retry(Duration first) {
        return RetryOptions.newBuilder()
                .setInitialInterval(first)
                .setMaximumInterval(Duration.ofSeconds(10))
                .build();
    }
}
