package io.workbenchx.workflows.environment;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.workflows.run.RunContext;

/** Environment build (OP-17): see the package description for its steps. */
@WorkflowInterface
public interface EnvironmentWorkflow {
    @WorkflowMethod
    EnvironmentResult run(RunContext run, EnvironmentSpec spec);
}
