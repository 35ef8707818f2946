package io.workbenchx.workflows.deployment;

import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.TaskQueues;
import java.time.Duration;

/** Time limits and retries of a deployment's steps, in one place. */
final class DeploymentOptions {

    private static final Duration VERIFY = Duration.ofMinutes(30);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private DeploymentOptions() {}

    /** Short writes to the control plane. */
    static DeploymentActivities control() {
        return Workflow.newLocalActivityStub(
                DeploymentActivities.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(30))
                        .setRetryOptions(retry(Duration.ofMillis(200)))
                        .build());
    }

    /** Work that any worker can do. */
    static DeploymentActivities anywhere() {
        return Workflow.newActivityStub(
                DeploymentActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.WORKBENCH)
                        .setStartToCloseTimeout(VERIFY)
                        .setHeartbeatTimeout(HEARTBEAT)
                        .setRetryOptions(retry(Duration.ofMillis(500)))
                        .build());
    }

    private static RetryOptions retry(Duration first) {
        return RetryOptions.newBuilder()
                .setInitialInterval(first)
                .setMaximumInterval(Duration.ofSeconds(10))
                .build();
    }
}
