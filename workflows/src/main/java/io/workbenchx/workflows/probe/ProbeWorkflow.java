package io.workbenchx.workflows.probe;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.workflows.run.RunContext;

/** One ordinary activity, governed like everything else. */
@WorkflowInterface
public interface ProbeWorkflow {

    /** Returns the host that answered. */
    @WorkflowMethod
    String run(RunContext run, ProbeSpec spec);
}
