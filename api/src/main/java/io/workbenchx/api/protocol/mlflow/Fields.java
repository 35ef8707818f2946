package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.control.search.Page;
import io.workbenchx.control.tracking.TrackingLimits;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a request, from its JSON body or its query. Clients write whole numbers as numbers or as texts, leave out what is empty, and
 * send fields we do not know; all of that is fine. {@code null} is the same as absent.
 */
final class Fields {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** Datasets bring profiles of up to 16 MB. */
    private static final int MOST_BYTES = 40_000_000;

    private final JsonNode node;
    private final int bytes;

    private Fields(JsonNode node, int bytes) {
        this.node = node;
        this.bytes = bytes;
    }

    /**
     * @throws io.workbenchx.workflows.run.WorkbenchException SPEC_INVALID for a body that is no JSON object
     */
    static Fields of(HttpServletRequest request) throws IOException {
        if (request.getMethod().equals("GET")) {
            ObjectNode query = JSON.createObjectNode();
            request.getParameterMap().forEach((name, values) -> {
                if (values.length == 1) {
                    query.put(name, values[0]);
                } else {
                    List.of(values).forEach(query.putArray(name)::add);
                }
            });
            return new Fields(query, 0);
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw TrackingLimits.invalid("The body of the request is larger than " + MOST_BYTES + " bytes.");
        }
        if (body.length == 0) {
            return new Fields(JSON.createObjectNode(), 0);
        }
        String type = request.getContentType();
        if (type == null || !MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(type))) {
            throw TrackingLimits.invalid("Bad Request. Content-Type must be application/json.");
        }
        return new Fields(object(body), body.length);
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            throw TrackingLimits.invalid("The body is not valid JSON: " + e.getOriginalMessage());
        }
        throw TrackingLimits.invalid("The body must be a JSON object.");
    }

    /** Size of the body. */
    int bytes() {
        return bytes;
    }

    @Nullable String text(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isContainer()) {
            throw wrong(name, "a text");
        }
        return value.asString();
    }

    String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    /** A text that is there and not empty. */
    String require(String name) {
        String value = text(name);
        if (value == null || value.isEmpty()) {
            throw TrackingLimits.invalid("Missing value for required parameter '" + name + "'.");
        }
        return value;
    }

    @Nullable Long number(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        try {
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                return value.asLong();
            }
            if (value.isNumber()
                    && value.asDouble() == Math.rint(value.asDouble())
                    && Math.abs(value.asDouble()) < 9e18) {
                return (long) value.asDouble();
            }
            if (value.isString()) {
                return Long.valueOf(value.asString().strip());
            }
        } catch (NumberFormatException e) {
            throw wrong(name, "a whole number");
        }
        throw wrong(name, "a whole number");
    }

    long number(String name, long otherwise) {
        Long value = number(name);
        return value == null ? otherwise : value;
    }

    /** A page size, within what an int can hold; the domain knows how many are too many. */
    int limit(int otherwise) {
        long value = number("max_results", otherwise);
        return (int) Math.max(Integer.MIN_VALUE + 1L, Math.min(value, Integer.MAX_VALUE - 1L));
    }

    /** A measured value; not-a-number and the infinities travel as texts. */
    double decimal(String name) {
        JsonNode value = node.path(name);
        if (value.isNumber()) {
            return value.asDouble();
        }
        try {
            if (value.isString() && !value.asString().isEmpty()) {
                return Double.parseDouble(value.asString());
            }
        } catch (NumberFormatException e) {
            throw wrong(name, "a number");
        }
        throw value.isMissingNode() || value.isNull()
                ? TrackingLimits.invalid("Missing value for required parameter '" + name + "'.")
                : wrong(name, "a number");
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(text(name, "false"));
    }

    /** An object within; with no fields when it is absent. */
    Fields object(String name) {
        JsonNode value = node.path(name);
        return new Fields(value.isObject() ? value : JSON.createObjectNode(), 0);
    }

    List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        for (JsonNode each : list(name)) {
            if (!each.isObject()) {
                throw wrong(name, "a list of objects");
            }
            objects.add(new Fields(each, 0));
        }
        return objects;
    }

    /** A list of texts; a single text, as a query has it, is a list of one. */
    List<String> texts(String name) {
        String single = node.path(name).isString() ? node.path(name).asString() : null;
        if (single != null) {
            return List.of(single);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : list(name)) {
            if (each.isContainer() || each.isNull()) {
                throw wrong(name, "a list of texts");
            }
            texts.add(each.asString());
        }
        return texts;
    }

    /** A list of keys and values; of a repeated key the last value counts. */
    Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Fields pair : objects(name)) {
            pairs.put(TrackingLimits.key(pair.text("key")), pair.text("value", ""));
        }
        return pairs;
    }

    /** As {@link #pairs}, but a repeated key is refused: it would have two values. */
    Map<String, String> distinctPairs(String name) {
        Map<String, String> pairs = pairs(name);
        if (pairs.size() < objects(name).size()) {
            throw TrackingLimits.invalid("Duplicate keys have been submitted in '" + name
                    + "': the request may contain only one value per key.");
        }
        return pairs;
    }

    /** The run meant; both names of the field are in use. */
    String runId() {
        String runId = text("run_id");
        return runId == null || runId.isEmpty() ? require("run_uuid") : runId;
    }

    /** The token of the page wanted; empty for the first. */
    String pageToken() {
        String token = text("page_token", "");
        Page.offset(token);
        return token;
    }

    private JsonNode list(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return JSON.createArrayNode();
        }
        if (!value.isArray()) {
            throw wrong(name, "a list");
        }
        return value;
    }

    private static RuntimeException wrong(String name, String wanted) {
        return TrackingLimits.invalid("Invalid value for parameter '" + name + "': it must be " + wanted + ".");
    }
}
