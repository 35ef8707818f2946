package io.workbenchx.providers.runner.remote;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Vercel Sandbox.
 *
 * @param token access token of a team; without it there is no such runner
 * @param team id of the team
 * @param project id of the project that the sandboxes, and the images in its registry, belong to
 * @param api address of the interface
 * @param workbench public https address of the workbench's api; without it sandboxes reach nothing
 * @param longest how long a sandbox may live that has no limit of its own
 * @param timeout within which a call is answered
 * @param pause before a call is tried again
 * @param poll how old an answer about a sandbox may be
 */
@ConfigurationProperties("workbenchx.runner.vercel-sandbox")
record VercelProperties(
        String token,
        String team,
        String project,
        @DefaultValue("https://vercel.com/api/") URI api,
        @Nullable URI workbench,
        @DefaultValue("5h") Duration longest,
        @DefaultValue("60s") Duration timeout,
        @DefaultValue("500ms") Duration pause,
        @DefaultValue("2s") Duration poll) {

    /** Without the token. */
    @Override
    public String toString() {
        return "VercelProperties[team=" + team + ", project=" + project + ", api=" + api + "]";
    }
}
