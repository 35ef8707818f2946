package io.workbenchx.workflows.deployment;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.workflows.replica.ReplicaOwner;
import io.workbenchx.workflows.run.RunContext;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Model deployment (OP-3): see the package description for its steps. */
@WorkflowInterface
public interface DeploymentWorkflow extends ReplicaOwner {

    /**
     * @param carried absent at the start; what an earlier execution of the same run hands on
     */
    @WorkflowMethod
    DeploymentResult run(RunContext run, DeploymentSpec spec, @Nullable CarriedDeployment carried);

    /** Sent by the deployment that serves the endpoint from now on. */
    @SignalMethod
    void replaced(UUID byRun);

    /** Ends the service in good order: route closed, drained, stopped. */
    @SignalMethod
    void stop();

    /** Changes the number of replicas; returns the number wanted from now on. */
    @UpdateMethod
    int scale(int replicas);

    @UpdateValidatorMethod(updateName = "scale")
    void checkScale(int replicas);

    @QueryMethod
    DeploymentProgress progress();
}
