package io.workbenchx.workflows.deployment;

import io.temporal.activity.ActivityInterface;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.RunContext;

/** The step in the life of a replica that is special to models; it runs on the queue of the replica's host. */
@ActivityInterface
public interface ServerActivities {

    /** Makes model and runtime available on the host, proves both, and starts the server; a living one is kept. */
    ReplicaProcess startReplica(RunContext run, DeploymentSpec spec, int ordinal, int start);
}
