package io.workbenchx.workflows.training;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.workflows.run.RunContext;

/** Training run (OP-1): see the package description for its steps. */
@WorkflowInterface
public interface TrainingWorkflow {
    @WorkflowMethod
    TrainingResult run(RunContext run, TrainingSpec spec);
}
