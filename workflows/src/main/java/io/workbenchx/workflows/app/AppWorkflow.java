package io.workbenchx.workflows.app;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.workflows.replica.ReplicaOwner;
import io.workbenchx.workflows.run.RunContext;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** App deployment (OP-4): see the package description for its steps. */
@WorkflowInterface
public interface AppWorkflow extends ReplicaOwner {

    /**
     * @param carried absent at the start; what an earlier execution of the same run hands on
     */
    @WorkflowMethod
    AppResult run(RunContext run, AppSpec spec, @Nullable CarriedApp carried);

    /** Sent by the deployment that serves the app from now on. */
    @SignalMethod
    void replaced(UUID byRun);

    /** Ends the service in good order: drained, stopped. */
    @SignalMethod
    void stop();

    /** Ends the processes until somebody wakes it, whatever its idle time. */
    @SignalMethod
    void sleep();

    /** Somebody wants to see it. */
    @SignalMethod
    void wake();

    @QueryMethod
    AppProgress progress();
}
