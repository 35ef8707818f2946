package io.workbenchx.control.app;

import io.workbenchx.control.site.SiteAccess;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An app as it stands.
 *
 * @param label of its site
 * @param release that has the traffic; null: none
 * @param run deployment that has the traffic; null: none
 * @param wanted replicas asked for
 * @param healthy replicas that answer now
 * @param restarts of all its replicas since the deployment began
 * @param latest deployment that was asked for last, which may still be on its way or have failed
 */
public record AppView(
        String name,
        State state,
        UUID siteId,
        String label,
        SiteAccess access,
        @Nullable Integer release,
        @Nullable UUID run,
        int wanted,
        int healthy,
        int restarts,
        @Nullable Instant lastRequestAt,
        @Nullable Instant switchedAt,
        Latest latest) {

    /** Standing of an app. */
    public enum State {
        /** At least one replica answers. */
        SERVING,
        /** It has a deployment but no replica answers now. */
        DOWN,
        /** Nobody used it; the next request wakes it. */
        ASLEEP,
        /** Its first deployment is on its way. */
        STARTING,
        /** Nothing serves it. */
        STOPPED
    }

    /** The deployment that was asked for last. */
    public record Latest(UUID run, int release, String state) {}

    /**
     * A release.
     *
     * @param run that deployed it first; its spec is the release's
     * @param deployments how many times it was deployed
     * @param serving whether it has the traffic
     */
    public record Release(
            int number,
            UUID run,
            String specSha256,
            String code,
            String runtimeDigest,
            String releasedBy,
            Instant releasedAt,
            int deployments,
            boolean serving) {}
}
