package io.workbenchx.control.evidence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Follows the chain of one run, event by event, and says what is wrong with the first one that does not fit. */
final class RunChain {

    private static final Set<String> TERMINAL =
            Set.of("SUCCEEDED", "FAILED", "CANCELLED", "TIMED_OUT", "OUT_OF_BUDGET");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** One row of the event log as it is stored. */
    record Stored(int seq, String type, Instant at, String record, byte[] hash) {}

    /** What the run's own row says about its log. */
    record Head(UUID run, UUID project, String state, int lastSeq, byte[] lastHash) {}

    private final Head head;
    private final MessageDigest sha256;
    private String previous = "0".repeat(64);
    private int seq;
    private @Nullable String finalState;

    RunChain(Head head) {
        this.head = head;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", missing);
        }
    }

    UUID run() {
        return head.run();
    }

    /** Takes the next row; returns what is wrong with it, or null. */
    ChainReport.@Nullable Broken next(Stored event) {
        int expected = seq + 1;
        if (event.seq() != expected) {
            return broken(expected, "the event is missing");
        }
        String hash = HexFormat.of().formatHex(sha256.digest(event.record().getBytes(StandardCharsets.UTF_8)));
        if (!hash.equals(HexFormat.of().formatHex(event.hash()))) {
            return broken(expected, "the record was altered: its sha256 is " + hash);
        }
        try {
            String problem = compare(event, JSON.readTree(event.record()));
            if (problem != null) {
                return broken(expected, problem);
            }
        } catch (JacksonException malformed) {
            return broken(expected, "the record is not JSON");
        }
        seq = expected;
        previous = hash;
        noteFinal(event.type());
        return null;
    }

    private @Nullable String compare(Stored event, JsonNode record) {
        if (!previous.equals(record.path("prev").asString(""))) {
            return "the record does not continue the one before it";
        }
        if (record.path("seq").asInt(-1) != event.seq()
                || !head.run().toString().equals(record.path("run").asString(""))
                || !head.project().toString().equals(record.path("project").asString(""))) {
            return "the record belongs to another place";
        }
        if (!event.type().equals(record.path("type").asString(""))
                || !event.at().equals(Instant.parse(record.path("at").asString("")))) {
            return "type or time beside the record differ from those in it";
        }
        return null;
    }

    private void noteFinal(String type) {
        String state =
                type.equals("run.refused") ? "FAILED" : type.replace("run.", "").toUpperCase(Locale.ROOT);
        if (type.startsWith("run.") && TERMINAL.contains(state)) {
            finalState = state;
        }
    }

    /** To be called after the last event: the run's row must agree with its log. */
    ChainReport.@Nullable Broken end() {
        if (seq != head.lastSeq()) {
            return broken(seq + 1, "the run's row counts " + head.lastSeq() + " events but the log ends with " + seq);
        }
        if (!previous.equals(HexFormat.of().formatHex(head.lastHash()))) {
            return broken(seq, "the hash in the run's row is not the one of the last event");
        }
        boolean terminal = TERMINAL.contains(head.state());
        if (terminal ? !head.state().equals(finalState) : finalState != null) {
            return broken(seq, "the run's row says " + head.state() + " but the log ends in " + finalState);
        }
        return null;
    }

    int length() {
        return seq;
    }

    private ChainReport.Broken broken(int at, String reason) {
        return new ChainReport.Broken(head.run(), at, "Event " + at + " of run " + head.run() + ": " + reason + ".");
    }
}
