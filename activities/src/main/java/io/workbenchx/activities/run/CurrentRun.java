package io.workbenchx.activities.run;

import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunContextPropagator;

/** The run the present activity works for. */
public final class CurrentRun {

    private CurrentRun() {}

    /**
     * @throws IllegalStateException outside a governed activity
     */
    public static RunContext get() {
        RunContext run = RunContextPropagator.current();
        if (run == null) {
            throw new IllegalStateException("No run on this thread: the workflow was not started through RunService");
        }
        return run;
    }
}
