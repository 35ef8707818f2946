package io.workbenchx.cli.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a valid bundle proves, for people.
 *
 * @param materials what the run used: code, datasets, runtime, model; name to digest
 * @param subjects what the run made: name to sha256
 * @param last the bundle was written after the run had ended
 */
record BundleSummary(
        String run,
        String project,
        String kind,
        String state,
        String summary,
        String actor,
        String createdAt,
        String finishedAt,
        boolean last,
        List<Material> materials,
        Map<String, String> subjects,
        JsonNode costs,
        int events,
        String head,
        String keyId) {

    /** Something the run used. */
    record Material(String name, String digest) {}

    static BundleSummary of(
            Statement statement,
            JsonNode run,
            JsonNode costs,
            Map<String, String> artifacts,
            EventChain chain,
            String keyId) {
        return new BundleSummary(
                statement.runId(),
                text(run, "project"),
                text(run, "kind"),
                text(run, "state"),
                text(run, "summary"),
                text(run, "createdBy"),
                text(run, "createdAt"),
                text(run, "finishedAt"),
                run.path("final").asBoolean(false),
                materials(statement.buildDefinition().path("resolvedDependencies")),
                Map.copyOf(artifacts),
                costs,
                chain.length(),
                chain.head(),
                keyId);
    }

    private static List<Material> materials(JsonNode dependencies) {
        List<Material> materials = new ArrayList<>();
        for (JsonNode one : dependencies) {
            for (Map.Entry<String, JsonNode> digest : one.path("digest").properties()) {
                materials.add(new Material(
                        text(one, "name"),
                        digest.getKey() + ":" + digest.getValue().asString("")));
            }
        }
        return List.copyOf(materials);
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asString("");
    }

    /** Lines for a terminal. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("VALID  " + kind + " run " + run + " of project " + project + ": " + state
                + (last ? "" : " (still running when this was written)"));
        lines.add(line("what", summary));
        lines.add(line("who", actor));
        lines.add(line("when", createdAt + (finishedAt.isEmpty() ? "" : " to " + finishedAt)));
        materials.forEach(one -> lines.add(line("used", one.name() + "  " + one.digest())));
        subjects.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> lines.add(line("made", one.getKey() + "  sha256:" + one.getValue())));
        for (JsonNode cost : costs) {
            lines.add(line("cost", text(cost, "spent") + " of " + text(cost, "reserved") + " " + text(cost, "unit")));
        }
        lines.add(line("events", events + ", chain unbroken, head " + head));
        lines.add(line("signed by", keyId));
        return lines;
    }

    private static String line(String label, String value) {
        return String.format("  %-10s %s", label, printable(value));
    }

    /** Values come from the file: nothing in them may steer the terminal. */
    static String printable(String value) {
        return value.replaceAll("\\p{Cntrl}", "?");
    }
}
