package io.workbenchx.cli.run;

import io.workbenchx.cli.shell.Json;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which metrics and artifact digests of a run came out the same the second time. */
final class Reproduction {

    private final Runs runs;
    private final String original;
    private final String repeated;

    Reproduction(Runs runs, String original, String repeated) {
        this.runs = runs;
        this.original = original;
        this.repeated = repeated;
    }

    /** The report: per metric and artifact the two values and whether they match. */
    ObjectNode report() {
        var report = Json.object().put("original", original).put("reproduction", repeated);
        report.set("metrics", compare(metrics(original), metrics(repeated)));
        report.set("artifacts", compare(digests(original), digests(repeated)));
        return report;
    }

    private static JsonNode compare(TreeMap<String, String> first, TreeMap<String, String> second) {
        var compared = Json.object();
        var names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        for (var name : names) {
            var before = first.getOrDefault(name, "");
            var after = second.getOrDefault(name, "");
            compared.putObject(name)
                    .put("original", before)
                    .put("reproduction", after)
                    .put("matches", before.equals(after));
        }
        return compared;
    }

    private TreeMap<String, String> metrics(String run) {
        var metrics = new TreeMap<String, String>();
        Json.fields(runs.tracking(run).path("metrics"))
                .forEach(metric -> metrics.put(metric.getKey(), Json.text(metric.getValue())));
        return metrics;
    }

    private TreeMap<String, String> digests(String run) {
        var digests = new TreeMap<String, String>();
        Json.items(runs.artifacts(run))
                .forEach(artifact -> digests.put(Json.text(artifact, "path"), Json.text(artifact, "sha256")));
        return digests;
    }
}
