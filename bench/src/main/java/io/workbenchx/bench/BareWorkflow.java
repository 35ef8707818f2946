package io.workbenchx.bench;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/** The peer: what a probe run would be without any governance. */
@WorkflowInterface
public interface BareWorkflow {

    String TASK_QUEUE = "bare";

    @WorkflowMethod
    String run();

    /** The same work as a probe's. */
    @ActivityInterface
    interface BareActivities {
        String answerBare();
    }

    /** Answers. */
    class BareActivitiesImpl implements BareActivities {
        @Override
        public String answerBare() {
            return "here";
        }
    }

    /** One ordinary activity. */
    class BareWorkflowImpl implements BareWorkflow {
        private final BareActivities activities = Workflow.newActivityStub(
                BareActivities.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(10))
                        .build());

        @Override
        public String run() {
            return activities.answerBare();
        }
    }
}
