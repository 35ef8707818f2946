package io.workbenchx.workflows.app;

import io.temporal.activity.ActivityInterface;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.RunContext;

/** The step in the life of a replica that is special to apps; it runs on the queue of the replica's host. */
@ActivityInterface
public interface AppServerActivities {

    /** Makes code and runtime available on the host and starts the app; a living one is kept. */
    ReplicaProcess startApp(RunContext run, AppSpec spec, int ordinal, int start);
}
