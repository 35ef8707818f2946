package io.workbenchx.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as trees: commands pass on what the server said instead of modelling it a second time. */
public final class Json {

    /** Built on first use: {@code wbx --help} needs no parser. */
    private static final class Mapper {
        static final JsonMapper PLAIN = JsonMapper.builder().build();
        static final JsonMapper PRETTY =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    }

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * @throws JacksonException when the text is not JSON
     */
    public static JsonNode parse(String text) {
        return Mapper.PLAIN.readTree(text);
    }

    public static String write(JsonNode node) {
        return Mapper.PLAIN.writeValueAsString(node);
    }

    public static String pretty(JsonNode node) {
        return Mapper.PRETTY.writeValueAsString(node);
    }

    /** A map, list, string or number as a tree. */
    public static JsonNode tree(Object value) {
        return Mapper.PLAIN.valueToTree(value);
    }

    /** The text at a path of names, or "" when there is none; numbers and booleans as they are written, objects as JSON. */
    public static String text(JsonNode node, String... path) {
        var found = at(node, path);
        if (found.isMissingNode() || found.isNull()) {
            return "";
        }
        return found.isContainer() ? write(found) : found.asString();
    }

    /** The text at a path of names, or null when there is none. */
    public static @Nullable String textOrNull(JsonNode node, String... path) {
        var text = text(node, path);
        return text.isEmpty() ? null : text;
    }

    /** The number at a path of names, or 0 when there is none. */
    public static double number(JsonNode node, String... path) {
        var text = text(node, path);
        try {
            return text.isEmpty() ? 0 : Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    public static JsonNode at(JsonNode node, String... path) {
        var found = node;
        for (var name : path) {
            found = found.path(name);
        }
        return found;
    }

    /** The elements of a list answer, whether it is a bare array or wrapped as {@code items}. */
    public static List<JsonNode> items(JsonNode node) {
        var array = node.isArray() ? node : node.path("items");
        var items = new ArrayList<JsonNode>();
        array.forEach(items::add);
        return items;
    }

    /** The fields of an object, in the order the server sent them. */
    public static List<Map.Entry<String, JsonNode>> fields(JsonNode node) {
        return new ArrayList<>(node.properties());
    }
}
