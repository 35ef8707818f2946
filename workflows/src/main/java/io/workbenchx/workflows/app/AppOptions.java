package io.workbenchx.workflows.app;

import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.TaskQueues;
import java.time.Duration;

/** Time limits and retries of the steps of an app's deployment, in one place. */
final class AppOptions {

    private static final Duration BEYOND_DRAIN = Duration.ofMinutes(2);

    private AppOptions() {}

    /** Short writes to the control plane. */
    static AppActivities control() {
        return Workflow.newLocalActivityStub(
                AppActivities.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(30))
                        .setRetryOptions(retry())
                        .build());
    }

    /** Waiting for requests under way. */
    static AppActivities draining(AppSpec spec) {
        return Workflow.newActivityStub(
                AppActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.WORKBENCH)
                        .setStartToCloseTimeout(spec.drain().plus(BEYOND_DRAIN))
                        .setHeartbeatTimeout(Duration.ofSeconds(10))
                        .setRetryOptions(retry())
                        .setSummary("drain")
                        .build());
    }

    private static RetryOptions retry() {
        return RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofMillis(200))
                .setMaximumInterval(Duration.ofSeconds(10))
                .build();
    }
}
