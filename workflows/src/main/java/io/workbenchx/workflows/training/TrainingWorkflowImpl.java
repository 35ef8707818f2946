package io.workbenchx.workflows.training;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.GovernedRun;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.TaskQueues;
import java.time.Duration;
import org.slf4j.Logger;

public class TrainingWorkflowImpl implements TrainingWorkflow {

    private static final Logger LOG = Workflow.getLogger(TrainingWorkflowImpl.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration PREPARE = Duration.ofMinutes(30);
    private static final Duration GRACE = Duration.ofMinutes(5);

    @Override
    public TrainingResult run(RunContext run, TrainingSpec spec) {
        return GovernedRun.govern(run, () -> train(run, spec));
    }

    private TrainingResult train(RunContext run, TrainingSpec spec) {
        String host = activities(TaskQueues.WORKBENCH, Duration.ofSeconds(10), "choose a host")
                .chooseHost(run);
        String queue = TaskQueues.runners(host);
        try {
            activities(queue, PREPARE, "check out code, bind data, verify runtime")
                    .prepare(run, spec);
            return activities(queue, spec.timeout().plus(GRACE), "run " + spec.entrypoint())
                    .execute(run, spec);
        } finally {
            release(run, queue);
        }
    }

    /** What stays behind on a host is on record as a failed step: it neither spoils a success nor hides why the run failed. */
    private static void release(RunContext run, String queue) {
        try {
            Workflow.newDetachedCancellationScope(
                            () -> activities(queue, GRACE, "clean up").releaseJob(run))
                    .run();
        } catch (ActivityFailure leftover) {
            LOG.warn("Run {} left something behind on {}", run.runId(), queue, leftover);
        }
    }

    /** Any number of attempts within the time: each picks up what the one before left. */
    private static TrainingActivities activities(String queue, Duration longest, String summary) {
        return Workflow.newActivityStub(
                TrainingActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(queue)
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
