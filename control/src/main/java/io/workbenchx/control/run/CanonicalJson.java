package io.workbenchx.control.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Canonical JSON (RFC 8785): the one text whose sha256 stands for a value. */
@Component
public class CanonicalJson {

    private final JsonMapper mapper;
    private final JsonMapper strict;

    CanonicalJson(JsonMapper mapper) {
        this.mapper = mapper;
        this.strict = mapper.rebuild()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    public String write(Object value) {
        String text = mapper.writeValueAsString(value);
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return text;
        }
        try {
            return new JsonCanonicalizer(text).getEncodedString();
        } catch (IOException e) {
            throw new UncheckedIOException("Not representable as canonical JSON: " + value.getClass(), e);
        }
    }

    public JsonNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    public JsonNode read(String json) {
        return mapper.readTree(json);
    }

    public <T> T read(String json, Class<T> type) {
        return mapper.readValue(json, type);
    }

    /**
     * Reads a value somebody wrote. A field this build does not know is an error, since it would be silently ignored otherwise.
     *
     * @throws tools.jackson.core.JacksonException when the tree is not such a value
     */
    public <T> T read(JsonNode tree, Class<T> type) {
        return strict.treeToValue(tree, type);
    }

    /** Lower-case hex of the sha256 of the text's UTF-8 bytes. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
