package io.workbenchx.cli.deployment;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.shell.Json;
import java.net.URI;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** One model behind the front door, by the Open Inference Protocol v2. */
public record Inference(Api api, URI model) {

    /** The model that an endpoint serves. */
    public static Inference at(Api api, JsonNode endpoint) {
        var url = Json.text(endpoint, "url").replaceAll("/(v2/?)?$", "");
        return new Inference(
                api, URI.create(url + "/v2/models/" + ServedModel.of(endpoint).name()));
    }

    /**
     * An answer and how long it took, seen from here.
     *
     * @param body what the model said
     */
    public record Answer(JsonNode body, Duration latency) {}

    /** Inputs and outputs of the model. */
    public JsonNode metadata() {
        return api.get(model);
    }

    public Answer infer(JsonNode request) {
        long before = System.nanoTime();
        var body = api.post(URI.create(model + "/infer"), request);
        return new Answer(body, Duration.ofNanos(System.nanoTime() - before));
    }
}
