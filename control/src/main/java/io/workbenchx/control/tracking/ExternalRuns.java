package io.workbenchx.control.tracking;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a run that somebody logs from outside becomes a run of the workbench, and ends as one. */
public interface ExternalRuns {

    /** Admits a run of kind {@code tracking} and starts its workflow. */
    UUID start(Caller caller, Project project, String experimentName, @Nullable String runName);

    /**
     * Tells the run's workflow that its client has ended; nothing happens when it has ended already.
     *
     * @param status FINISHED, FAILED or KILLED
     */
    void finish(Caller caller, Project project, UUID runId, String status);
}
