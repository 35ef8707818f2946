package io.workbenchx.workflows.deployment;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.workflows.run.RunContext;

/** Keeps one replica of a deployment alive until it is told to stop, and reports to the deployment. */
@WorkflowInterface
public interface ReplicaWorkflow {

    @WorkflowMethod
    void run(RunContext run, DeploymentSpec spec, ReplicaState state);

    @SignalMethod
    void stop();

    /** {@code <workflow id of the run>/replica-<ordinal>}: starts with the project, as every workflow id does. */
    static String workflowId(RunContext run, int ordinal) {
        return run.workflowId() + "/replica-" + ordinal;
    }
}
