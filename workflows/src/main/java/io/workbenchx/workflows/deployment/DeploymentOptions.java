package io.workbenchx.workflows.deployment;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.TaskQueues;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Time limits and retries of a deployment's steps, in one place. */
final class DeploymentOptions {

    /** How long one process may live before its watch is handed to a new attempt; nothing happens to the process then. */
    private static final Duration WATCH = Duration.ofDays(30);

    private static final Duration START = Duration.ofMinutes(30);
    private static final Duration COME_UP = Duration.ofMinutes(10);
    private static final Duration VERIFY = Duration.ofMinutes(30);
    private static final Duration RELEASE = Duration.ofMinutes(5);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    /** A host whose worker has been away for so long is given up. */
    private static final Duration HOST_AWAY = Duration.ofMinutes(3);

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

    static DeploymentActivities placement() {
        return Workflow.newActivityStub(
                DeploymentActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.WORKBENCH)
                        .setStartToCloseTimeout(Duration.ofSeconds(10))
                        .setRetryOptions(retry(Duration.ofMillis(500)))
                        .setSummary("choose a host")
                        .build());
    }

    static ReplicaActivities starting(@Nullable String host) {
        return onHost(host, START, 3, "start");
    }

    static ReplicaActivities comingUp(@Nullable String host) {
        return onHost(host, COME_UP, 0, "wait until healthy");
    }

    static ReplicaActivities watching(@Nullable String host) {
        return onHost(host, WATCH, 0, "watch");
    }

    static ReplicaActivities releasing(@Nullable String host) {
        return onHost(host, RELEASE, 10, "stop and clean up");
    }

    /** Cancel waits for the step to confirm, so that a process is known to be gone before anything follows. */
    private static ReplicaActivities onHost(@Nullable String host, Duration longest, int attempts, String summary) {
        return Workflow.newActivityStub(
                ReplicaActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.runners(String.valueOf(host)))
                        .setScheduleToStartTimeout(HOST_AWAY)
                        .setStartToCloseTimeout(longest)
                        .setHeartbeatTimeout(HEARTBEAT)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .setRetryOptions(retry(Duration.ofMillis(500)).toBuilder()
                                .setMaximumAttempts(attempts)
                                .build())
                        .setSummary(summary)
                        .build());
    }

    /** A replica outlives continue-as-new of its deployment, and is stopped by a signal only. */
    static ReplicaWorkflow replica(RunContext run, int ordinal) {
        return Workflow.newChildWorkflowStub(
                ReplicaWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(ReplicaWorkflow.workflowId(run, ordinal))
                        .setTaskQueue(TaskQueues.WORKBENCH)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .setCancellationType(ChildWorkflowCancellationType.ABANDON)
                        .setStaticSummary("replica " + ordinal + " of " + run.project())
                        .build());
    }

    private static RetryOptions retry(Duration first) {
        return RetryOptions.newBuilder()
                .setInitialInterval(first)
                .setMaximumInterval(Duration.ofSeconds(10))
                .build();
    }
}
