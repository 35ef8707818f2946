package io.workbenchx.control.evidence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Follows one chain of records, event by event, and says what is wrong with the first one that does not fit. */
final class HashChain {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** One row of a log as it is stored. */
    record Stored(long seq, String type, Instant at, String record, byte[] hash) {}

    private final Predicate<JsonNode> belongs;
    private final MessageDigest sha256;
    private String head = "0".repeat(64);
    private long seq;

    /**
     * @param belongs whether a record says that it is one of this chain
     */
    HashChain(Predicate<JsonNode> belongs) {
        this.belongs = belongs;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", missing);
        }
    }

    /** Takes the next row; returns what is wrong with it, or null. */
    @Nullable String next(Stored event) {
        if (event.seq() != seq + 1) {
            return "the event is missing";
        }
        String hash = HexFormat.of().formatHex(sha256.digest(event.record().getBytes(StandardCharsets.UTF_8)));
        if (!hash.equals(HexFormat.of().formatHex(event.hash()))) {
            return "the record was altered: its sha256 is " + hash;
        }
        try {
            String problem = compare(event, JSON.readTree(event.record()));
            if (problem != null) {
                return problem;
            }
        } catch (JacksonException malformed) {
            return "the record is not JSON";
        }
        seq = event.seq();
        head = hash;
        return null;
    }

    private @Nullable String compare(Stored event, JsonNode record) {
        if (!head.equals(record.path("prev").asString(""))) {
            return "the record does not continue the one before it";
        }
        if (record.path("seq").asLong(-1) != event.seq() || !belongs.test(record)) {
            return "the record belongs to another place";
        }
        if (!event.type().equals(record.path("type").asString(""))
                || !event.at().equals(Instant.parse(record.path("at").asString("")))) {
            return "type or time beside the record differ from those in it";
        }
        return null;
    }

    /** Number of the last event that fitted; 0 before the first. */
    long length() {
        return seq;
    }

    /** Hash of the last event that fitted, in hex; 64 zeros before the first. */
    String head() {
        return head;
    }
}
