package io.workbenchx.cli.model;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.shell.Json;
import tools.jackson.databind.JsonNode;

/** The model registry of one project. */
public record Models(Api api, String project) {

    /** Makes the model that a run logged the next version of a registered model. */
    public JsonNode promote(String name, String run) {
        return api.post(path(name).then("versions"), Json.object().put("run", run));
    }

    public JsonNode list() {
        return api.get(ApiPath.project(project, "models"));
    }

    public JsonNode get(String name) {
        return api.get(path(name));
    }

    /** The number of the newest version. */
    public int latestVersion(String name) {
        int latest = (int) Json.number(get(name), "latestVersion");
        for (var version : get(name).path("versions")) {
            latest = Math.max(latest, (int) Json.number(version, "version"));
        }
        if (latest == 0) {
            throw new CommandException(
                    "Model \"" + name + "\" has no version yet. Make one from a run: wbx promote RUN " + name);
        }
        return latest;
    }

    private ApiPath path(String name) {
        return ApiPath.project(project, "models", name);
    }
}
