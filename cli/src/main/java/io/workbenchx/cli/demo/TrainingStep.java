package io.workbenchx.cli.demo;

import io.workbenchx.cli.run.RunView;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Units;

/** One training run, its output live: a script that knows only the ordinary MLflow client, under the process runner. */
final class TrainingStep implements DemoStep {

    @Override
    public String title() {
        return "Training run, governed and recorded";
    }

    @Override
    public String take(Journey journey) {
        var training = new Training(journey);
        var started = training.start(Json.object());
        journey.detail("run " + Runs.id(started));
        var ended = journey.runs().tail(Runs.id(started), new Lines(journey::detail));
        var fact = training.proven(ended);
        journey.facts().putArray("trainings").add(fact);
        return "run " + Runs.id(ended) + ", " + training.metric() + " " + Units.decimal(training.metric(fact), 4) + ", "
                + RunView.cost(ended);
    }
}
