package io.workbenchx.workflows.session;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.workflows.run.RunContext;
import java.time.Duration;

/** Session (OP-2): see the package description for its steps. */
@WorkflowInterface
public interface SessionWorkflow {

    @WorkflowMethod
    SessionResult run(RunContext run, SessionSpec spec);

    /** Ends the session in good order: process ended, workspace saved. */
    @UpdateMethod
    void stop();

    /** Lets it live longer. */
    @UpdateMethod
    SessionExtension extend(Duration by);

    @QueryMethod
    SessionProgress progress();
}
