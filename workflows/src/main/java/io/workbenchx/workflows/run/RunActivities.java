package io.workbenchx.workflows.run;

import io.temporal.activity.ActivityInterface;

/** Governance steps every run shares. They only write to the control plane and run as local activities. */
@ActivityInterface
public interface RunActivities {

    /** Ends the run: terminal state, final event, budget settled. Idempotent: the first outcome stays. */
    void finishRun(RunContext run, RunOutcome outcome);
}
