package io.workbenchx.cli.deployment;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.shell.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds an Open Inference Protocol v2 request from rows, in the form in which the model takes its inputs. */
public final class InferenceRequest {

    private InferenceRequest() {}

    /**
     * The request for rows.
     *
     * @param metadata what {@code GET /v2/models/NAME} says
     */
    public static ObjectNode of(JsonNode metadata, Rows rows) {
        var inputs = new ArrayList<JsonNode>();
        metadata.path("inputs").forEach(inputs::add);
        if (inputs.isEmpty()) {
            throw new CommandException("The model names no inputs. Give the whole request: --data '{\"inputs\": …}'");
        }
        var request = Json.object();
        var tensors = request.putArray("inputs");
        if (inputs.size() == 1) {
            matrix(tensors.addObject(), inputs.get(0), rows);
        } else {
            inputs.forEach(input -> column(tensors.addObject(), input, rows));
        }
        return request;
    }

    /** Rows given as a JSON array of arrays, or of one row. */
    public static Rows rows(JsonNode array) {
        var values = new ArrayList<List<String>>();
        if (!array.isEmpty() && !array.path(0).isArray()) {
            values.add(texts(array));
        } else {
            array.forEach(row -> values.add(texts(row)));
        }
        return new Rows(List.of(), values);
    }

    private static List<String> texts(JsonNode row) {
        var texts = new ArrayList<String>();
        row.forEach(value -> texts.add(Json.text(value)));
        return texts;
    }

    private static void matrix(ObjectNode tensor, JsonNode input, Rows rows) {
        var shape = input.path("shape");
        int width = rows.values().isEmpty() ? 0 : rows.values().get(0).size();
        int wanted = shape.size() < 2 ? 1 : shape.path(shape.size() - 1).asInt(-1);
        if (wanted > 0 && width != wanted) {
            throw new CommandException("The model takes " + wanted + " values a row, but there are " + width + "."
                    + (rows.columns().isEmpty() ? "" : " Leave columns out with --drop NAME."));
        }
        head(tensor, input).add(rows.values().size());
        if (shape.size() > 1) {
            ((ArrayNode) tensor.path("shape")).add(width);
        }
        var data = tensor.putArray("data");
        rows.values().forEach(row -> row.forEach(value -> add(data, Json.text(input, "datatype"), value)));
    }

    private static void column(ObjectNode tensor, JsonNode input, Rows rows) {
        var name = Json.text(input, "name");
        if (!rows.columns().contains(name)) {
            throw new CommandException("The model takes an input \"" + name + "\", but no column is called so.");
        }
        head(tensor, input).add(rows.values().size());
        if (input.path("shape").size() > 1) {
            ((ArrayNode) tensor.path("shape")).add(1);
        }
        var data = tensor.putArray("data");
        rows.column(name).forEach(value -> add(data, Json.text(input, "datatype"), value));
    }

    private static ArrayNode head(ObjectNode tensor, JsonNode input) {
        var datatype = Json.text(input, "datatype");
        tensor.put("name", Json.text(input, "name")).put("datatype", datatype);
        return tensor.putArray("shape");
    }

    private static void add(ArrayNode data, String datatype, String value) {
        try {
            if (datatype.equals("BYTES")) {
                data.add(value);
            } else if (datatype.equals("BOOL")) {
                data.add(Boolean.parseBoolean(value) || value.equals("1"));
            } else if (datatype.startsWith("FP")) {
                data.add(Double.parseDouble(value));
            } else {
                data.add(Long.parseLong(value));
            }
        } catch (NumberFormatException e) {
            throw new CommandException(
                    "\"" + value + "\" is no " + datatype + ". Leave the column out with --drop NAME, or correct it.");
        }
    }
}
