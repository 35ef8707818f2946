package io.workbenchx.standalone;

import io.workbenchx.standalone.host.TestHome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST interface of a workbench, as its administrator. */
record RestClient(String url, String key) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELLED", "TIMED_OUT", "OUT_OF_BUDGET");

    JsonNode get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    JsonNode post(String path, Map<String, ?> body) {
        return send("POST", path, BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)));
    }

    JsonNode send(String method, String path, BodyPublisher body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body().isBlank()
                    ? JsonMapper.shared().createObjectNode()
                    : JsonMapper.shared().readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits for the end of a run. */
    JsonNode ended(String project, String run) {
        String path = "/projects/" + project + "/runs/" + run;
        TestHome.eventually("run " + run + " has ended", Duration.ofMinutes(5), () -> over(get(path)));
        return get(path);
    }

    static boolean over(JsonNode run) {
        return OVER.contains(run.path("state").asString());
    }
}
