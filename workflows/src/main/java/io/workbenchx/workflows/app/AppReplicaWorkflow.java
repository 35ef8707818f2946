package io.workbenchx.workflows.app;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.workflows.replica.ReplicaState;
import io.workbenchx.workflows.run.RunContext;

/** Keeps one replica of an app alive until it is told to stop, and reports to the deployment. */
@WorkflowInterface
public interface AppReplicaWorkflow {

    /** The name under which it is registered. */
    String TYPE = "AppReplicaWorkflow";

    @WorkflowMethod(name = TYPE)
    void run(RunContext run, AppSpec spec, ReplicaState state);

    @SignalMethod
    void stop();
}
