package io.workbenchx.control.app;

import io.workbenchx.workflows.app.AppSpec.Framework;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A release of an app as people ask for it: names and defaults.
 *
 * @param code commit; the project's present one unless named
 * @param entrypoint of a framework: {@code app.py} for Streamlit, {@code app:app} for Flask, {@code server.js} for Node
 * @param command instead of that of a framework
 * @param port on which the command listens; it is also told in PORT
 * @param socket the command listens on the unix socket in WBX_SOCKET instead
 * @param health path, answered with a status from 200 to 399 when it is ready
 */
public record AppRequest(
        @Nullable String app,
        @Nullable String code,
        @Nullable String folder,
        @Nullable Framework framework,
        @Nullable String entrypoint,
        @Nullable List<String> command,
        @Nullable Integer port,
        @Nullable Boolean socket,
        @Nullable String health,
        @Nullable String runtime,
        @Nullable Integer replicas,
        @Nullable Limits limits,
        @Nullable Map<String, String> environment,
        @Nullable Map<String, String> secrets,
        @Nullable String access,
        @Nullable Duration drain,
        @Nullable Duration sleepAfter,
        @Nullable Integer mostCrashes) {

    /** Of each replica. */
    public record Limits(
            @Nullable Long memoryBytes, @Nullable Integer processes) {}
}
