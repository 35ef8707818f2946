package io.workbenchx.control.site;

import io.workbenchx.workflows.run.RunKind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One address of its own for one service.
 *
 * @param label first part of its host name
 * @param kind of the runs that serve it
 * @param name unique among the project's sites of this kind
 * @param wakes whether a request starts the service when nothing answers
 * @param framed whether the console shows it inside a page of its own
 * @param reason what is to be said about the state, such as why it crashed
 */
public record Site(
        UUID id,
        String label,
        UUID projectId,
        RunKind kind,
        String name,
        UUID owner,
        SiteAccess access,
        boolean wakes,
        boolean framed,
        SiteState state,
        @Nullable String reason,
        Instant openedAt) {}
