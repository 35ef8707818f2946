package io.workbenchx.cli.deployment;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiException;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.client.Retries.Pause;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** The endpoints of one project. */
public record Endpoints(Api api, String project) {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    public JsonNode list() {
        return api.get(ApiPath.project(project, "endpoints"));
    }

    public JsonNode get(String name) {
        return api.get(ApiPath.project(project, "endpoints", name));
    }

    /** True when the endpoint answers with what the run deployed. */
    public static boolean serves(JsonNode endpoint, String run) {
        return Json.text(endpoint, "state").equals("SERVING")
                && Json.text(endpoint, "run").equals(run);
    }

    /**
     * Waits until the endpoint serves what the run deploys.
     *
     * @throws CommandException when the run ends before, or the time is over
     */
    public JsonNode awaitServing(String name, String run, Duration longest, Pause pause) {
        var runs = new Runs(api, project);
        for (long looks = longest.dividedBy(BETWEEN_LOOKS); looks > 0; looks--) {
            var endpoint = find(name);
            if (serves(endpoint, run)) {
                return endpoint;
            }
            var now = runs.get(run);
            if (Runs.terminal(now)) {
                throw new CommandException("Endpoint \"" + name + "\" was not deployed: run " + run + " ended "
                        + Runs.reason(now) + " Read what the replica printed: wbx logs " + run);
            }
            rest(pause);
        }
        throw new CommandException("Endpoint \"" + name + "\" does not serve after " + longest.toSeconds() + " s; run "
                + run + " goes on. Look at it: wbx run show " + run);
    }

    // The endpoint appears with its first healthy replica: until then it is simply not there.
    private JsonNode find(String name) {
        try {
            return get(name);
        } catch (ApiException refused) {
            if (refused.problem().status() == 404) {
                return Json.object();
            }
            throw refused;
        }
    }

    private static void rest(Pause pause) {
        try {
            pause.of(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted.");
        }
    }
}
