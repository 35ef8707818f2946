package io.workbenchx.workflows.training;

import io.temporal.activity.ActivityInterface;
import io.workbenchx.workflows.run.RunContext;

/** Each method is one side effect, idempotent by run; all but the first run on the host that {@link #chooseHost} named. */
@ActivityInterface
public interface TrainingActivities {

    /** Picks the host whose runner takes the job; the following steps go to its task queue. */
    String chooseHost(RunContext run);

    /** Checks out the code, materialises and verifies every dataset, makes sure the environment is there and is what was approved. */
    void prepare(RunContext run, TrainingSpec spec);

    /** Runs the script to its end: starts it or adopts the one that runs already, passes its output on, charges what it uses. */
    TrainingResult execute(RunContext run, TrainingSpec spec);

    /** Kills what may still run and removes what the job left on the host; also after cancel and failure. */
    void releaseJob(RunContext run);
}
