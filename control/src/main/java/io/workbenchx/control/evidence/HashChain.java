package io.workbenchx.control.evidence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Follows one chain of records, event by event, and says what is wrong with the first one that does not fit. */
final class HashChain {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BEGIN = "{\"actor\":\"";
    private static final DateTimeFormatter AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** One row of a log as it is stored. */
    record Stored(long seq, String type, Instant at, String record, byte[] hash) {}

    /** What comes behind the hash of the record before, to the end. */
    interface Ending {
        String of(Stored event);
    }

    private final Predicate<JsonNode> belongs;
    private final Ending ending;
    private final MessageDigest sha256;
    private String head = "0".repeat(64);
    private long seq;

    /**
     * @param belongs whether a record says that it is one of this chain
     * @param ending how such a record ends when its text is as this build writes it
     */
    HashChain(Predicate<JsonNode> belongs, Ending ending) {
        this.belongs = belongs;
        this.ending = ending;
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
        if (!plainlyFits(event)) {
            try {
                String problem = compare(event, JSON.readTree(event.record()));
                if (problem != null) {
                    return problem;
                }
            } catch (JacksonException malformed) {
                return "the record is not JSON";
            }
        }
        seq = event.seq();
        head = hash;
        return null;
    }

    /**
     * Whether the record begins and ends as one of this place must: canonical JSON has its names in order, and what is compared stands at
     * the two ends. Spares a million records from being parsed; one that does not fit is looked at in whole.
     */
    private boolean plainlyFits(Stored event) {
        return event.record().endsWith(",\"prev\":\"" + head + "\"," + ending.of(event))
                && event.record().startsWith(",\"at\":\"" + AT.format(event.at()) + "\",", endOfActor(event.record()));
    }

    /** Behind the string that every record begins with. */
    private static int endOfActor(String record) {
        int at = BEGIN.length();
        if (!record.startsWith(BEGIN)) {
            return 0;
        }
        while (at < record.length() && record.charAt(at) != '"') {
            at += record.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
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
