package io.workbenchx.cli.schedule;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.shell.Json;
import tools.jackson.databind.JsonNode;

/** The schedules of one project. */
public record Schedules(Api api, String project) {

    public JsonNode list() {
        return api.get(path());
    }

    public JsonNode get(String name) {
        return api.get(path(name));
    }

    public JsonNode create(JsonNode request) {
        return api.post(path(), request);
    }

    /** Pause, resume or trigger. */
    public JsonNode tell(String name, String verb) {
        return api.post(path(name, verb), Json.object());
    }

    public JsonNode delete(String name) {
        return api.delete(path(name));
    }

    private ApiPath path(String... segments) {
        return ApiPath.project(project, "schedules").then(segments);
    }
}
