package io.workbenchx.cli.run;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.ServerEvent;
import io.workbenchx.cli.shell.Json;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The runs of one project, as the workbench serves them. */
public record Runs(Api api, String project) {

    private static final Set<String> TERMINAL =
            Set.of("SUCCEEDED", "FAILED", "CANCELLED", "TIMED_OUT", "OUT_OF_BUDGET");

    /** Starts a run; repeated tries of this call start one run. */
    public JsonNode start(String kind, JsonNode spec) {
        return start(Json.object().put("kind", kind).set("spec", spec));
    }

    /** Starts what the request describes: kind, spec, and optionally budget and priority. */
    public JsonNode start(JsonNode request) {
        return api.post(path(), request);
    }

    /** What such a run would cost and whether it could begin; starts nothing. */
    public JsonNode preview(JsonNode request) {
        return api.post(path("preview"), request);
    }

    public JsonNode get(String run) {
        return api.get(path(run));
    }

    /** Waits for the end of a run, hearing of its events, and gives its final form. */
    public JsonNode await(String run, Consumer<ServerEvent> heard) {
        api.stream(path(run, "events")).follow(event -> {
            heard.accept(event);
            return true;
        });
        return get(run);
    }

    public JsonNode await(String run) {
        return await(run, event -> {});
    }

    /** Follows the output of a run to its end, and gives the run's final form. */
    public JsonNode tail(String run, Consumer<String> output) {
        api.stream(path(run, "logs")).follow(event -> {
            output.accept(chunk(event));
            return true;
        });
        return await(run);
    }

    /** Params, latest metrics and models that the run logged. */
    public JsonNode tracking(String run) {
        return api.get(path(run, "tracking"));
    }

    public JsonNode artifacts(String run) {
        return api.get(path(run, "artifacts"));
    }

    public ApiPath path(String... segments) {
        return ApiPath.project(project, "runs").then(segments);
    }

    /** The text of a log event, which travels as a JSON string so that no line break is lost. */
    static String chunk(ServerEvent event) {
        return event.data().startsWith("\"") ? Json.parse(event.data()).asString("") : event.data();
    }

    public static boolean terminal(JsonNode run) {
        return TERMINAL.contains(Json.text(run, "state"));
    }

    public static boolean succeeded(JsonNode run) {
        return Json.text(run, "state").equals("SUCCEEDED");
    }

    public static String id(JsonNode run) {
        return Json.text(run, "id");
    }

    /** Why a run did not succeed, in one sentence. */
    public static String reason(JsonNode run) {
        var code = Json.text(run, "failure", "code");
        return Json.text(run, "state")
                + (code.isEmpty() ? "" : " (" + code + "): " + Json.text(run, "failure", "message"));
    }

    /** A request to start a run. */
    public static ObjectNode request(String kind, JsonNode spec) {
        var request = Json.object().put("kind", kind);
        request.set("spec", spec);
        return request;
    }
}
