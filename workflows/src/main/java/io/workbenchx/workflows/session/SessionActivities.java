package io.workbenchx.workflows.session;

import io.temporal.activity.ActivityInterface;
import io.workbenchx.workflows.run.RunContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Each method is one side effect, idempotent by run. Those on the session's host are prepare, start, watch and release. */
@ActivityInterface
public interface SessionActivities {

    /** Takes the session's name for this run, and picks the host whose runner takes it. */
    String openSession(RunContext run, SessionSpec spec);

    /** Notes until when it may live. */
    void noteExpiry(RunContext run, Instant expiresAt);

    /** Fills the workspace, materialises and verifies every dataset, makes sure the environment is there and is what was approved. */
    void prepareSession(RunContext run, SessionSpec spec);

    /** Starts JupyterLab, or finds it running; returns when it answers and can be reached. */
    void startSession(RunContext run, SessionSpec spec);

    /** Watches it; returns when it was really idle for too long, and has been stopped. */
    void watchSession(RunContext run, SessionSpec spec);

    /** Ends what may still run, saves the workspace, and removes all of it from the host. Null when there never was a workspace. */
    @Nullable SavedWorkspace releaseSession(RunContext run, SessionSpec spec);

    /** Closes the site and notes the end; also after cancel and failure. */
    void closeSession(RunContext run, SessionSpec spec, SessionEnding ending);
}
