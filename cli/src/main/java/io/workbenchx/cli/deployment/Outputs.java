package io.workbenchx.cli.deployment;

import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Units;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads output tensors row by row; data may be flat (row-major) or nested. */
public final class Outputs {

    private static final int DECIMALS = 4;

    private Outputs() {}

    /** The output of this name, or the first one when the name is "". */
    public static JsonNode find(JsonNode answer, String name) {
        for (var output : answer.path("outputs")) {
            if (name.isEmpty() || Json.text(output, "name").equals(name)) {
                return output;
            }
        }
        return Json.object();
    }

    /** What an output says about one row: its values, with a space between them. */
    public static String row(JsonNode output, int row) {
        return String.join(" ", values(output, row).stream().map(Outputs::shown).toList());
    }

    static List<JsonNode> values(JsonNode output, int row) {
        var data = output.path("data");
        var values = new ArrayList<JsonNode>();
        if (data.path(row).isArray()) {
            data.path(row).forEach(values::add);
            return values;
        }
        int rows = Math.max(1, output.path("shape").path(0).asInt(1));
        int width = Math.max(1, data.size() / rows);
        for (int at = row * width; at < (row + 1) * width && at < data.size(); at++) {
            values.add(data.path(at));
        }
        return values;
    }

    private static String shown(JsonNode value) {
        return value.isFloatingPointNumber() ? Units.decimal(value.asDouble(), DECIMALS) : Json.text(value);
    }
}
