package io.workbenchx.cli.demo;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.deployment.Inference;
import io.workbenchx.cli.deployment.InferenceRequest;
import io.workbenchx.cli.deployment.Outputs;
import io.workbenchx.cli.deployment.Rows;
import io.workbenchx.cli.shell.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Predictions on real rows, held against what is known about them. */
record Prediction(Journey journey) {

    private static final int ASKED = 10;
    private static final double SHARE_RIGHT = 0.7;

    /** Asks about rows spread over the dataset; most must come out as they are known to be. */
    JsonNode ask(Inference inference) {
        var target = journey.template().text("dataset", "target");
        var all = Rows.parse(journey.template().file(journey.template().text("dataset", "file")), Integer.MAX_VALUE);
        var rows = spread(all);
        var known = rows.column(target);
        var answer = inference.infer(InferenceRequest.of(inference.metadata(), rows.without(List.of(target))));
        var labels = named(labels(answer.body(), rows.values().size()));
        Journey.check(
                Set.copyOf(all.column(target)).containsAll(labels),
                "The endpoint predicts classes that the data does not have: " + labels);
        int right = (int) IntStream.range(0, known.size())
                .filter(row -> labels.get(row).equals(known.get(row)))
                .count();
        Journey.check(
                right >= SHARE_RIGHT * known.size(),
                "Only " + right + " of " + known.size()
                        + " predictions are right: the endpoint does not serve the trained model.");
        journey.detail("known:     " + String.join(" ", known));
        journey.detail("predicted: " + String.join(" ", labels));
        var fact = Json.object()
                .put("rows", known.size())
                .put("right", right)
                .put("latencyMillis", answer.latency().toNanos() / 1e6);
        fact.set("known", Json.tree(known));
        fact.set("predicted", Json.tree(labels));
        return fact;
    }

    private static Rows spread(Rows all) {
        int size = all.values().size();
        int step = Math.max(1, size / ASKED);
        var chosen = IntStream.range(0, Math.min(ASKED, size))
                .mapToObj(index -> all.values().get(index * step))
                .toList();
        return new Rows(all.columns(), chosen);
    }

    /** Classes by name, where the model numbers them. */
    private List<String> named(List<String> labels) {
        var classes = journey.template().at("endpoint", "classes");
        return labels.stream()
                .map(label -> !classes.isEmpty() && label.matches("\\d+")
                        ? Json.text(classes.path(Integer.parseInt(label)))
                        : label)
                .toList();
    }

    private static List<String> labels(JsonNode answer, int rows) {
        for (var output : answer.path("outputs")) {
            var labels = new ArrayList<String>();
            for (int row = 0; row < rows; row++) {
                labels.add(Outputs.row(output, row));
            }
            if (labels.stream().noneMatch(label -> label.contains(" "))) {
                return labels;
            }
        }
        throw new CommandException(
                "The endpoint answers with no output that holds one class per row: " + Json.write(answer));
    }
}
