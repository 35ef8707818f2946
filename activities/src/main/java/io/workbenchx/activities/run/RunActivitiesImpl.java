package io.workbenchx.activities.run;

import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.providers.fault.Failpoint;
import io.workbenchx.workflows.run.RunActivities;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunOutcome;
import org.springframework.stereotype.Component;

/** Governance steps every run shares. */
@Component
public class RunActivitiesImpl implements RunActivities {

    private final RunRecorder recorder;

    RunActivitiesImpl(RunRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void finishRun(RunContext run, RunOutcome outcome) {
        Failpoint.hit("run.finishing");
        recorder.finish(run.runId(), run.actor(), outcome);
        Failpoint.hit("run.finished");
    }
}
