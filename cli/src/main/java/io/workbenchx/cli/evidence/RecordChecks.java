package io.workbenchx.cli.evidence;

import io.workbenchx.cli.evidence.Statement.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What must hold between records that are each as they were signed. */
final class RecordChecks {

    private final Statement statement;
    private final EventChain chain;
    private final Map<String, String> artifacts = new TreeMap<>();
    private final Map<String, JsonNode> documents = new HashMap<>();
    private final Map<String, String> digests = new HashMap<>();

    RecordChecks(Statement statement) {
        this.statement = statement;
        this.chain = new EventChain(statement.runId());
    }

    void history(Entry entry) {
        digests.put(entry.name(), entry.sha256());
    }

    void accept(Entry entry, byte[] content) throws AlteredException {
        JsonNode json = parse(entry, content);
        digests.put(entry.name(), entry.sha256());
        if (entry.name().startsWith("event/")) {
            chain.append(entry.name(), json, entry.sha256());
        } else if (entry.name().startsWith("artifact/")) {
            artifact(entry.name(), json);
        } else {
            documents.put(entry.name(), json);
        }
    }

    private static JsonNode parse(Entry entry, byte[] content) throws AlteredException {
        try {
            return Statement.JSON.readTree(content);
        } catch (JacksonException malformed) {
            throw new AlteredException(entry.name(), "The record is not JSON.", malformed);
        }
    }

    private void artifact(String name, JsonNode artifact) throws AlteredException {
        String sha256 = artifact.path("sha256").asString("");
        if (!sha256.equals(statement.subjects().get(name.substring("artifact/".length())))) {
            throw new AlteredException(name, "The artifact's digest is not the one of the statement's subject.");
        }
        artifacts.put(name.substring("artifact/".length()), sha256);
    }

    /** To be called after the last record. */
    BundleSummary finish(String keyId) throws AlteredException {
        JsonNode run = document("run");
        require("run", "id", statement.runId(), run.path("id").asString(""));
        require("run", "specSha256", digest("spec"), run.path("specSha256").asString(""));
        require(
                "run",
                "lastSeq",
                String.valueOf(chain.length()),
                String.valueOf(run.path("lastSeq").asInt(-1)));
        require("run", "lastHash", chain.head(), run.path("lastHash").asString(""));
        JsonNode history = run.path("historySha256");
        if (!history.asString("").isEmpty()) {
            require("run", "historySha256", digest("history"), history.asString(""));
        }
        if (!document("spec").equals(statement.buildDefinition().path("externalParameters"))) {
            throw new AlteredException("spec", "The spec is not the one in the signed provenance.");
        }
        if (!artifacts.isEmpty()
                && !artifacts.keySet().equals(statement.subjects().keySet())) {
            throw new AlteredException(
                    Envelope.RECORD, "The statement has a subject for which there is no artifact record.");
        }
        return BundleSummary.of(statement, run, document("costs"), artifacts, chain, keyId);
    }

    private JsonNode document(String name) throws AlteredException {
        JsonNode found = documents.get(name);
        if (found == null) {
            throw new AlteredException(name, "The bundle has no such record.");
        }
        return found;
    }

    private String digest(String name) throws AlteredException {
        String found = digests.get(name);
        if (found == null) {
            throw new AlteredException(name, "The bundle has no such record.");
        }
        return found;
    }

    private static void require(String record, String field, String expected, String actual) throws AlteredException {
        if (!expected.equals(actual)) {
            throw new AlteredException(
                    record, "\"" + field + "\" is " + actual + " but the other records say " + expected + ".");
        }
    }
}
