package io.workbenchx.workflows.probe;

import io.temporal.activity.ActivityInterface;

@ActivityInterface
public interface ProbeActivities {

    /** Answers with the name of the host it ran on. */
    String answer();
}
