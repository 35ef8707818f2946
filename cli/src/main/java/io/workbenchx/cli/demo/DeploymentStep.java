package io.workbenchx.cli.demo;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiException;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.deployment.Endpoints;
import io.workbenchx.cli.deployment.Inference;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Units;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The model version behind the front door: asked with an API key about real rows, refused without one, its usage counted. */
final class DeploymentStep implements DemoStep {

    private static final Duration LONGEST = Duration.ofMinutes(2);

    @Override
    public String title() {
        return "Deployment, prediction through the front door, usage recorded";
    }

    @Override
    public String take(Journey journey) {
        var endpoint = deploy(journey);
        long before = (long) Json.number(endpoint, "requests");
        var name = Json.text(endpoint, "name");
        refusedWithoutKey(journey, endpoint);
        var prediction = new Prediction(journey).ask(Inference.at(journey.api(), endpoint));
        var endpoints = new Endpoints(journey.api(), journey.project());
        var used = journey.eventually(
                "usage of endpoint " + name,
                Duration.ofSeconds(20),
                () -> Optional.of(endpoints.get(name)).filter(now -> Json.number(now, "requests") > before));
        journey.facts().set("endpoint", used);
        journey.facts().set("prediction", prediction);
        return name + " serves model " + journey.fact("model", "name") + "@" + journey.fact("model", "version") + "; "
                + Json.text(prediction, "right") + " of " + Json.text(prediction, "rows") + " real rows right in "
                + Units.decimal(Json.number(prediction, "latencyMillis"), 1) + " ms; " + Json.text(used, "requests")
                + " requests recorded";
    }

    private static JsonNode deploy(Journey journey) {
        var name = journey.template().text("endpoint", "name");
        var spec = Json.object()
                .put("endpoint", name)
                .put("model", journey.fact("model", "name"))
                .put("version", (int) Json.number(journey.facts(), "model", "version"))
                .put("replicas", 1);
        var run = journey.runs().start(Runs.request("deployment", spec));
        journey.facts().put("deploymentRun", Runs.id(run));
        journey.detail("run " + Runs.id(run));
        var serving = new Endpoints(journey.api(), journey.project())
                .awaitServing(name, Runs.id(run), LONGEST, pause -> Thread.sleep(pause.toMillis()));
        journey.detail("healthy: " + Json.text(serving, "url"));
        return serving;
    }

    private static void refusedWithoutKey(Journey journey, JsonNode endpoint) {
        var stranger = new Api(new Connection(journey.connection().url(), null, journey.project()));
        try {
            Inference.at(stranger, endpoint).metadata();
        } catch (ApiException refused) {
            Journey.check(
                    refused.problem().status() == 401,
                    "Without an API key the endpoint answered with status "
                            + refused.problem().status() + " instead of 401.");
            journey.detail("refused without an API key (401)");
            return;
        }
        Journey.check(false, "The endpoint answers without an API key.");
    }
}
