package io.workbenchx.cli.runtime;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.shell.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The runtimes of the workbench. */
public record Runtimes(Api api) {

    public JsonNode list() {
        return api.get(ApiPath.of("runtimes"));
    }

    public JsonNode get(String id) {
        return api.get(ApiPath.of("runtimes", id));
    }

    public JsonNode register(String name, String image) {
        return api.post(ApiPath.of("runtimes"), Json.object().put("name", name).put("image", image));
    }

    public JsonNode decide(String id, String decision) {
        return api.post(ApiPath.of("runtimes", id, decision), Json.object());
    }

    /** The runtime of this id, or the one runtime of this name in the given state. */
    public String resolve(String reference, String state) {
        List<JsonNode> runtimes = Json.items(list());
        for (var runtime : runtimes) {
            if (Json.text(runtime, "id").equals(reference)) {
                return reference;
            }
        }
        var named = runtimes.stream()
                .filter(runtime -> Json.text(runtime, "name").equals(reference)
                        && Json.text(runtime, "state").equals(state))
                .toList();
        if (named.size() == 1) {
            return Json.text(named.get(0), "id");
        }
        throw new CommandException("There are " + named.size() + " runtimes named \"" + reference + "\" in state "
                + state + ". Name one by its id: wbx runtimes");
    }
}
