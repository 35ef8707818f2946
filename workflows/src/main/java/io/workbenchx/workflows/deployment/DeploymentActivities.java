package io.workbenchx.workflows.deployment;

import io.temporal.activity.ActivityInterface;
import io.workbenchx.workflows.run.RunContext;

/** What a deployment asks of the control plane and the object store; any worker can do it. All may be repeated without harm. */
@ActivityInterface
public interface DeploymentActivities {

    /** Makes the endpoint if it is new and enters this deployment; tells when another one has replaced it already. */
    EndpointStanding openEndpoint(RunContext run, DeploymentSpec spec);

    /** Reads every file of the model version to its end and compares the digest. */
    void verifyModel(RunContext run, DeploymentSpec spec);

    /** Gives the endpoint's traffic to this run, in one statement, unless a newer deployment has it. */
    EndpointStanding switchRoute(RunContext run, DeploymentSpec spec);

    /** Takes the endpoint's traffic from this run if it has it, and marks the deployment as draining. */
    void closeRoute(RunContext run, DeploymentSpec spec);

    /** Marks the deployment as ended. */
    void endDeployment(RunContext run, DeploymentSpec spec, DeploymentResult.Ending ending);
}
