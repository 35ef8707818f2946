package io.workbenchx.workflows.app;

import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.replica.ReplicaLife;
import io.workbenchx.workflows.replica.ReplicaOptions;
import io.workbenchx.workflows.replica.ReplicaState;
import io.workbenchx.workflows.run.RunContext;

public class AppReplicaWorkflowImpl implements AppReplicaWorkflow {

    private final ReplicaLife life = new ReplicaLife();

    @Override
    public void run(RunContext run, AppSpec spec, ReplicaState carried) {
        ReplicaState next = life.live(
                run,
                spec.terms(),
                state -> Workflow.newActivityStub(AppServerActivities.class, ReplicaOptions.starting(state.host()))
                        .startApp(run, spec, state.ordinal(), state.starts()),
                carried);
        if (next != null) {
            Workflow.continueAsNew(run, spec, next);
        }
    }

    @Override
    public void stop() {
        life.stop();
    }
}
