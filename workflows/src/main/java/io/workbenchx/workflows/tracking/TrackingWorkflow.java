package io.workbenchx.workflows.tracking;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.workflows.run.RunContext;

/** Stays open while somebody outside logs to the run, so that it is governed and ends like any other. */
@WorkflowInterface
public interface TrackingWorkflow {

    /** Returns the status the client reported. */
    @WorkflowMethod
    String run(RunContext run, TrackingSpec spec);

    /**
     * The client says its work has ended.
     *
     * @param status FINISHED, FAILED or KILLED, as MLflow has it
     */
    @SignalMethod
    void finish(String status);
}
