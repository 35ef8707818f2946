package io.workbenchx.cli.evidence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was signed: an in-toto statement with SLSA provenance, whose byproducts name every record of the bundle.
 *
 * @param subjects what the run made: name to sha256
 * @param records all further lines of the file, in order and without gaps
 */
record Statement(JsonNode json, String runId, Map<String, String> subjects, List<Entry> records) {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String TYPE = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://slsa.dev/provenance/v1";

    /** One line: where it is (counted from the end of line 1), and the digest of its text without the line feed. */
    record Entry(String name, long offset, long length, String sha256) {}

    static Statement parse(byte[] payload) throws AlteredException {
        JsonNode json;
        try {
            json = JSON.readTree(payload);
        } catch (JacksonException malformed) {
            throw new AlteredException(Envelope.RECORD, "The signed statement is not JSON.", malformed);
        }
        if (!TYPE.equals(json.path("_type").asString(""))
                || !PREDICATE.equals(json.path("predicateType").asString(""))) {
            throw new AlteredException(
                    Envelope.RECORD, "The signed statement is not an in-toto v1 statement with SLSA v1 provenance.");
        }
        JsonNode details = json.path("predicate").path("runDetails");
        return new Statement(
                json,
                details.path("metadata").path("invocationId").asString(""),
                subjects(json.path("subject")),
                records(details.path("byproducts")));
    }

    private static Map<String, String> subjects(JsonNode subject) {
        Map<String, String> digests = new TreeMap<>();
        for (JsonNode one : subject) {
            digests.put(one.path("name").asString(""), sha256(one));
        }
        return digests;
    }

    private static List<Entry> records(JsonNode byproducts) throws AlteredException {
        List<Entry> records = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long expected = 0;
        for (JsonNode one : byproducts) {
            JsonNode place = one.path("annotations");
            Entry entry = new Entry(
                    one.path("name").asString(""),
                    place.path("offset").asLong(-1),
                    place.path("length").asLong(-1),
                    sha256(one));
            if (entry.offset() != expected || entry.length() < 0 || !names.add(entry.name())) {
                throw new AlteredException(
                        Envelope.RECORD,
                        "The signed list of records has a gap or a repetition at \"" + entry.name() + "\".");
            }
            expected = entry.offset() + entry.length() + 1;
            records.add(entry);
        }
        return List.copyOf(records);
    }

    private static String sha256(JsonNode descriptor) {
        return descriptor.path("digest").path("sha256").asString("");
    }

    JsonNode buildDefinition() {
        return json.path("predicate").path("buildDefinition");
    }

    JsonNode runDetails() {
        return json.path("predicate").path("runDetails");
    }
}
