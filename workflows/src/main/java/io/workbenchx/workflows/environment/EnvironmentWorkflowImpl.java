package io.workbenchx.workflows.environment;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.GovernedRun;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.TaskQueues;
import java.time.Duration;

public class EnvironmentWorkflowImpl implements EnvironmentWorkflow {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration BUILD = Duration.ofMinutes(30);
    private static final Duration REGISTER = Duration.ofSeconds(10);

    @Override
    public EnvironmentResult run(RunContext run, EnvironmentSpec spec) {
        return GovernedRun.govern(run, () -> {
            EnvironmentSpec locked = spec.lockSha256() != null
                    ? spec
                    : spec.lockedBy(activities(BUILD, "lock the requirements").lockRequirements(run, spec));
            BuiltRuntime built = activities(BUILD, "install the lock").buildEnvironment(run, locked);
            return activities(REGISTER, "enter into the list of runtimes").registerRuntime(run, locked, built);
        });
    }

    private static EnvironmentActivities activities(Duration longest, String summary) {
        return Workflow.newActivityStub(
                EnvironmentActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.WORKBENCH)
                        .setStartToCloseTimeout(longest)
                        .setScheduleToCloseTimeout(longest.multipliedBy(2))
                        .setHeartbeatTimeout(longest.compareTo(HEARTBEAT) > 0 ? HEARTBEAT : null)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofMillis(500))
                                .setMaximumInterval(Duration.ofSeconds(10))
                                .build())
                        .setSummary(summary)
                        .build());
    }
}
