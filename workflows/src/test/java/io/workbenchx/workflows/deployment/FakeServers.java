package io.workbenchx.workflows.deployment;

import io.workbenchx.workflows.replica.FakeHost;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.RunContext;
import java.util.List;

/** A host with servers of models. */
final class FakeServers extends FakeHost implements ServerActivities {

    FakeServers(String name, List<String> happened) {
        super(name, happened);
    }

    @Override
    public ReplicaProcess startReplica(RunContext run, DeploymentSpec spec, int ordinal, int start) {
        return start(ordinal, start);
    }
}
