package io.workbenchx.api.site;

import io.workbenchx.control.site.SiteAccess;
import io.workbenchx.control.site.SiteState;
import io.workbenchx.control.site.SiteUsage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A site as told to clients.
 *
 * @param label names it everywhere, and begins its host name
 * @param kind of the runs that serve it
 * @param owner user name
 * @param reason more about the state
 * @param openConnections requests and WebSockets under way
 * @param usage since the site exists
 */
record SiteView(
        String label,
        String url,
        String kind,
        String name,
        String owner,
        SiteAccess access,
        SiteState state,
        @Nullable String reason,
        @Nullable Instant lastRequestAt,
        int openConnections,
        SiteUsage.Totals usage) {}
