package io.workbenchx.workflows.replica;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;

/** The workflow of a run that has replicas. */
@WorkflowInterface
public interface ReplicaOwner {

    /** Sent by replicas when their standing changes. */
    @SignalMethod
    void replicaChanged(ReplicaReport report);
}
