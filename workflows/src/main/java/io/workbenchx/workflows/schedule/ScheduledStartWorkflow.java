package io.workbenchx.workflows.schedule;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.UUID;

/** What a schedule starts when it comes due. */
@WorkflowInterface
public interface ScheduledStartWorkflow {

    /** Name of the workflow type. */
    String TYPE = "ScheduledStartWorkflow";

    /** Starts the run of this time; returns what became of it. */
    @WorkflowMethod
    ScheduledStart start(UUID scheduleId);
}
