package io.workbenchx.cli.deployment;

import io.workbenchx.cli.shell.Json;
import tools.jackson.databind.JsonNode;

/** Which version of which model an endpoint serves. */
record ServedModel(String name, String version) {

    static ServedModel of(JsonNode endpoint) {
        var served = endpoint.path("modelVersion");
        return served.isObject()
                ? new ServedModel(Json.text(served, "name"), Json.text(served, "version"))
                : new ServedModel(Json.text(endpoint, "model"), Json.text(served));
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
