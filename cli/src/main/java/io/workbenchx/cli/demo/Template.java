package io.workbenchx.cli.demo;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.shell.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * A project starter as the workbench offers it.
 *
 * @param description its {@code template.yaml}
 */
record Template(Api api, String name, JsonNode description) {

    static Template fetch(Api api, String name) {
        return new Template(api, name, api.get(ApiPath.of("templates", name)));
    }

    /** A value of the description that must be there. */
    String text(String... path) {
        var text = Json.text(description, path);
        if (text.isEmpty()) {
            throw new CommandException(
                    "Template \"" + name + "\" names no " + String.join(".", path) + " in its template.yaml.");
        }
        return text;
    }

    JsonNode at(String... path) {
        return Json.at(description, path);
    }

    byte[] bytes(String path) {
        return api.bytes(ApiPath.of("templates", name, "files").below(path));
    }

    String file(String path) {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }
}
