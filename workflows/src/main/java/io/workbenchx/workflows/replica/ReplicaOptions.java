package io.workbenchx.workflows.replica;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.TaskQueues;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Time limits and retries of a replica's steps, in one place. */
public final class ReplicaOptions {

    /** How long one process may live before its watch is handed to a new attempt; nothing happens to the process then. */
    private static final Duration WATCH = Duration.ofDays(30);

    private static final Duration START = Duration.ofMinutes(30);
    private static final Duration COME_UP = Duration.ofMinutes(10);
    private static final Duration RELEASE = Duration.ofMinutes(5);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    /** A host whose worker has been away for so long is given up. */
    private static final Duration HOST_AWAY = Duration.ofMinutes(3);

    private ReplicaOptions() {}

    /** Of the step, different for each kind, that starts the process. */
    public static ActivityOptions starting(@Nullable String host) {
        return onHost(host, START, 3, "start");
    }

    static ReplicaActivities placement() {
        return stub(ActivityOptions.newBuilder()
                .setTaskQueue(TaskQueues.WORKBENCH)
                .setStartToCloseTimeout(Duration.ofSeconds(10))
                .setRetryOptions(retry())
                .setSummary("choose a host")
                .build());
    }

    static ReplicaActivities comingUp(@Nullable String host) {
        return stub(onHost(host, COME_UP, 0, "wait until healthy"));
    }

    static ReplicaActivities watching(@Nullable String host) {
        return stub(onHost(host, WATCH, 0, "watch"));
    }

    static ReplicaActivities releasing(@Nullable String host) {
        return stub(onHost(host, RELEASE, 10, "stop and clean up"));
    }

    private static ReplicaActivities stub(ActivityOptions options) {
        return Workflow.newActivityStub(ReplicaActivities.class, options);
    }

    /** Cancel waits for the step to confirm, so that a process is known to be gone before anything follows. */
    private static ActivityOptions onHost(@Nullable String host, Duration longest, int attempts, String summary) {
        return ActivityOptions.newBuilder()
                .setTaskQueue(TaskQueues.runners(String.valueOf(host)))
                .setScheduleToStartTimeout(HOST_AWAY)
                .setStartToCloseTimeout(longest)
                .setHeartbeatTimeout(HEARTBEAT)
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setRetryOptions(
                        retry().toBuilder().setMaximumAttempts(attempts).build())
                .setSummary(summary)
                .build();
    }

    /** A replica outlives continue-as-new of the run's workflow, and is stopped by a signal only. */
    static ChildWorkflowOptions replica(RunContext run, int ordinal) {
        return ChildWorkflowOptions.newBuilder()
                .setWorkflowId(ReplicaSet.workflowId(run, ordinal))
                .setTaskQueue(TaskQueues.WORKBENCH)
                .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                .setCancellationType(ChildWorkflowCancellationType.ABANDON)
                .setStaticSummary("replica " + ordinal + " of " + run.project())
                .build();
    }

    private static RetryOptions retry() {
        return RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofMillis(500))
                .setMaximumInterval(Duration.ofSeconds(10))
                .build();
    }
}
