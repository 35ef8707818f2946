package io.workbenchx.api.session;

import io.workbenchx.api.run.RunView.Failure;
import io.workbenchx.control.session.Session;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.session.SessionEnding;
import io.workbenchx.workflows.session.SessionProgress.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as clients see it.
 *
 * @param run its latest run, where logs, events, cost and evidence are
 * @param site label of its site, for an entry code
 * @param url its own address at the front door, once it is ready
 * @param activeAt when somebody, or something in it, was last seen at work
 * @param failure why its latest run failed
 * @param waitingFor why it has not begun
 * @param workspace the latest that was saved: what a resume begins with
 */
public record SessionView(
        String name,
        String owner,
        Phase phase,
        boolean open,
        UUID run,
        RunState runState,
        String profile,
        String runtime,
        Duration idleTimeout,
        @Nullable String site,
        @Nullable String url,
        @Nullable Instant expiresAt,
        @Nullable Instant readyAt,
        @Nullable Instant activeAt,
        @Nullable SessionEnding ending,
        @Nullable Failure failure,
        @Nullable String waitingFor,
        Session.@Nullable Workspace workspace) {}
