package io.workbenchx.cli.evidence;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The hash chain of a run's events: every record holds the sha256 of the one before it, from sixty-four zeros on. */
final class EventChain {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final String runId;
    private String head = "0".repeat(64);
    private int length;

    EventChain(String runId) {
        this.runId = runId;
    }

    /** Takes the next event; {@code hash} is the sha256 of its text. */
    void append(String name, JsonNode event, String hash) throws AlteredException {
        int expected = length + 1;
        if (event.path("seq").asInt(-1) != expected || !name.equals("event/" + expected)) {
            throw new AlteredException(name, "The chain has a gap: event " + expected + " was expected here.");
        }
        if (!runId.equals(event.path("run").asString(""))) {
            throw new AlteredException(name, "The event belongs to another run.");
        }
        if (!head.equals(event.path("prev").asString(""))) {
            throw new AlteredException(
                    name, "The chain is broken: \"prev\" is not the sha256 of the event before it (" + head + ").");
        }
        if (!HASH.matcher(hash).matches()) {
            throw new AlteredException(name, "The event has no sha256.");
        }
        head = hash;
        length = expected;
    }

    String head() {
        return head;
    }

    int length() {
        return length;
    }
}
