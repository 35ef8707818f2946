package io.workbenchx.cli.demo;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Training runs as the template describes them. */
record Training(Journey journey) {

    /** A request: the template's script and parameters, on the dataset version and runtime of this journey. */
    ObjectNode request(JsonNode parameters) {
        var template = journey.template();
        var spec = Json.object()
                .put("entrypoint", template.text("training", "entrypoint"))
                .put("runtime", journey.fact("runtime", "name"))
                .put("experiment", template.text("training", "experiment"));
        var merged = spec.putObject("parameters");
        for (var source : new JsonNode[] {template.at("training", "parameters"), parameters}) {
            Json.fields(source).forEach(field -> merged.put(field.getKey(), Json.text(field.getValue())));
        }
        spec.putObject("datasets")
                .put(template.text("dataset", "name"), (int) Json.number(journey.facts(), "dataset", "version"));
        return Runs.request("training", spec);
    }

    JsonNode start(JsonNode parameters) {
        return journey.runs().start(request(parameters));
    }

    /** The run with what it logged, provided it succeeded, logged the metric and a model, and its lineage is complete. */
    ObjectNode proven(JsonNode ended) {
        journey.succeeded(ended);
        var run = Runs.id(ended);
        var tracking = journey.runs().tracking(run);
        if (tracking.path("metrics").path(metric()).isMissingNode()) {
            throw new CommandException("Run " + run + " succeeded, but logged no metric " + metric() + ".");
        }
        if (tracking.path("models").isEmpty()) {
            throw new CommandException("Run " + run + " succeeded, but logged no model.");
        }
        if (!ended.path("lineageComplete").asBoolean(false)) {
            throw new CommandException("Run " + run + " succeeded, but its lineage is not complete.");
        }
        var fact = Json.object().put("run", run);
        fact.set("params", tracking.path("params"));
        fact.set("metrics", tracking.path("metrics"));
        fact.set("cost", ended.path("cost"));
        return fact;
    }

    /** The name of the metric by which runs are compared. */
    String metric() {
        return journey.template().text("metric", "name");
    }

    /** Whether more of the metric is better. */
    boolean more() {
        return !Json.text(journey.template().at("metric", "goal")).equals("min");
    }

    double metric(JsonNode fact) {
        return Json.number(fact, "metrics", metric());
    }
}
