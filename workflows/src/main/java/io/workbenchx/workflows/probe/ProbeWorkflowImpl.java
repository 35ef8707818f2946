package io.workbenchx.workflows.probe;

import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.GovernedRun;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.TaskQueues;
import java.time.Duration;

public class ProbeWorkflowImpl implements ProbeWorkflow {

    private final ProbeActivities activities = Workflow.newActivityStub(
            ProbeActivities.class,
            ActivityOptions.newBuilder()
                    .setTaskQueue(TaskQueues.WORKBENCH)
                    .setStartToCloseTimeout(Duration.ofSeconds(10))
                    .setScheduleToCloseTimeout(Duration.ofMinutes(2))
                    .build());

    @Override
    public String run(RunContext run, ProbeSpec spec) {
        return GovernedRun.govern(run, activities::answer);
    }
}
