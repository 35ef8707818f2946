package io.workbenchx.cli.demo;

import io.workbenchx.cli.model.Models;
import io.workbenchx.cli.run.Comparison;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Units;
import java.util.ArrayList;
import java.util.Comparator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Two more runs at the same time with other parameters; all are compared and the best becomes a model version. */
final class ComparisonStep implements DemoStep {

    @Override
    public String title() {
        return "Two more runs, compared; the best becomes a model version";
    }

    @Override
    public String take(Journey journey) {
        var training = new Training(journey);
        var trainings = (ArrayNode) journey.facts().path("trainings");
        var started = new ArrayList<JsonNode>();
        journey.template().at("training", "runs").forEach(parameters -> started.add(training.start(parameters)));
        Journey.check(started.size() >= 2, "The template names fewer than two further trainings.");
        started.forEach(run -> journey.detail("run " + Runs.id(run) + "  " + Json.text(run, "spec", "parameters")));
        started.forEach(run -> trainings.add(training.proven(journey.runs().await(Runs.id(run)))));
        compare(journey, trainings);
        return promote(journey, training, best(training, trainings));
    }

    private static void compare(Journey journey, JsonNode trainings) {
        var ids = new ArrayList<String>();
        trainings.forEach(fact -> ids.add(Json.text(fact, "run")));
        var answer = journey.api().get(journey.path("compare").query("runs", String.join(",", ids)));
        Journey.check(
                answer.path("runs").size() == ids.size(),
                "The comparison shows " + answer.path("runs").size() + " runs instead of " + ids.size() + ".");
        new Comparison(answer).lines().forEach(journey::detail);
    }

    private static JsonNode best(Training training, JsonNode trainings) {
        var facts = new ArrayList<JsonNode>();
        trainings.forEach(facts::add);
        Comparator<JsonNode> byMetric = Comparator.comparingDouble(training::metric);
        return facts.stream()
                .max(training.more() ? byMetric : byMetric.reversed())
                .orElseThrow();
    }

    private static String promote(Journey journey, Training training, JsonNode best) {
        var name = journey.template().text("model", "name");
        var run = Json.text(best, "run");
        var version = new Models(journey.api(), journey.project()).promote(name, run);
        journey.facts()
                .putObject("model")
                .put("name", name)
                .put("version", (int) Json.number(version, "version"))
                .put("run", run)
                .put("modelId", Json.text(version, "modelId"))
                .put("digest", Json.text(version, "digest"));
        return "model " + name + "@" + Json.text(version, "version") + " from run " + run + ", " + training.metric()
                + " " + Units.decimal(training.metric(best), 4);
    }
}
