package io.workbenchx.workflows.deployment;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.workflows.replica.ReplicaState;
import io.workbenchx.workflows.run.RunContext;

/** Keeps one replica of a deployment alive until it is told to stop, and reports to the deployment. */
@WorkflowInterface
public interface ReplicaWorkflow {

    /** The name under which it is registered. */
    String TYPE = "ReplicaWorkflow";

    @WorkflowMethod(name = TYPE)
    void run(RunContext run, DeploymentSpec spec, ReplicaState state);

    @SignalMethod
    void stop();
}
