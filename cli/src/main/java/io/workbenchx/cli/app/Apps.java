package io.workbenchx.cli.app;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** The apps of one project. */
record Apps(Api api, String project) {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    JsonNode list() {
        return api.get(path());
    }

    JsonNode get(String name) {
        return api.get(path(name));
    }

    JsonNode releases(String name) {
        return api.get(path(name, "releases"));
    }

    JsonNode deploy(String name, JsonNode request) {
        return api.post(path(name, "releases"), request);
    }

    JsonNode post(String name, String verb, JsonNode body) {
        return api.post(path(name, verb), body);
    }

    /**
     * Waits until the run has the app's traffic.
     *
     * @param heard of each new state of the deployment
     * @throws CommandException when the run ends before, or the time is over
     */
    JsonNode awaitServing(String name, String run, Duration longest, Consumer<JsonNode> heard) {
        var runs = new Runs(api, project);
        var last = "";
        for (long looks = longest.dividedBy(BETWEEN_LOOKS); looks > 0; looks--) {
            var now = runs.get(run);
            if (Runs.terminal(now)) {
                throw new CommandException("App \"" + name + "\" was not deployed, what served before goes on: run "
                        + run + " ended " + Runs.reason(now) + " Read what it printed: wbx logs " + run);
            }
            if (!Json.text(now, "startedAt").isEmpty()) {
                var app = get(name);
                if (Json.text(app, "run").equals(run)) {
                    return app;
                }
                var state = Json.text(app, "latest", "state");
                if (!state.equals(last) && Json.text(app, "latest", "run").equals(run)) {
                    heard.accept(app);
                    last = state;
                }
            }
            rest();
        }
        throw new CommandException("App \"" + name + "\" does not serve after " + longest.toSeconds() + " s; run " + run
                + " goes on. Look at it: wbx app show " + name);
    }

    private static void rest() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted; the deployment goes on.");
        }
    }

    private ApiPath path(String... segments) {
        return ApiPath.project(project, "apps").then(segments);
    }
}
