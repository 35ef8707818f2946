package io.workbenchx.api.protocol.mlflow;

import static io.workbenchx.api.protocol.mlflow.MlflowProject.ok;
import static io.workbenchx.api.protocol.mlflow.MlflowProject.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client of the end-to-end test never sends: odd but legal requests, wrong ones, and too large ones. */
class MlflowProtocolTest {

    private final RunningApi api = RunningApi.get();
    private final MlflowProject mlflow = MlflowProject.create();

    @Test
    void wordsEveryRefusalAsMlflowDoes() {
        String path = "/mlflow/" + mlflow.project().name() + "/api/2.0/mlflow/experiments/get?experiment_id=0";

        refused(401, "UNAUTHENTICATED", api.send("GET", path, null, null));
        refused(401, "UNAUTHENTICATED", api.send("GET", "/mlflow/nobody/version", "wbx_wrong", null));
        refused(404, "RESOURCE_DOES_NOT_EXIST", api.send("GET", "/mlflow/nobody/version", api.adminKey(), null));
        refused(404, "ENDPOINT_NOT_FOUND", mlflow.post("gateway/routes", Map.of()));
        refused(404, "ENDPOINT_NOT_FOUND", mlflow.raw("POST", "/v1/traces", Map.of()));
        refused(404, "ENDPOINT_NOT_FOUND", mlflow.post("runs/get", Map.of()));
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.post("runs/create", "{not json"));
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.post("runs/create", "[]"));
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.post("runs/log-metric", Map.of("run_id", mlflow.run())));
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.get("experiments/get", Map.of()));
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.post("runs/create", Map.of("tags", "x")));
    }

    @Test
    void refusesABodyThatIsNotCalledJson() {
        Answer answer = mlflow.raw(
                "POST", "/api/2.0/mlflow/runs/create", "{\"experiment_id\":\"0\"}", "Content-Type", "text/plain");

        refused(400, "INVALID_PARAMETER_VALUE", answer);
        assertThat(answer.json().path("message").asString()).contains("Content-Type must be application/json");
    }

    @Test
    void refusesAQueryThatIsNoText() {
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.raw("GET", "/api/2.0/mlflow/runs/get?run_id=%ff", null));
    }

    @Test
    void saysWhatItIs() {
        assertThat(ok(mlflow.raw("GET", "/version", null)).body()).matches("3\\.\\d+\\.\\d+");
        assertThat(ok(mlflow.raw("GET", "/api/3.0/mlflow/server-info", null))
                        .json()
                        .path("workspaces_enabled")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void letsAClientSignInWithTheKeyAsPassword() {
        String basic = java.util.Base64.getEncoder().encodeToString(("anyone:" + api.adminKey()).getBytes());

        assertThat(mlflow.as(null)
                        .raw("GET", "/version", null, "Authorization", "Basic " + basic)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void takesNumbersAsTextAndBothNamesOfARun() {
        String run = mlflow.run();
        Map<String, Object> metric =
                Map.of("run_uuid", run, "key", "loss", "value", "NaN", "timestamp", "17", "step", "3", "unknown", 1);

        ok(mlflow.post("runs/log-metric", metric));
        ok(mlflow.post("runs/log-metric", metric));

        var history = ok(mlflow.get("metrics/get-history", Map.of("run_id", run, "metric_key", "loss")))
                .json()
                .path("metrics");
        assertThat(history.size()).isEqualTo(1);
        assertThat(history.get(0).path("value").asString()).isEqualTo("NaN");
        assertThat(history.get(0).path("timestamp").isNumber()).isTrue();
        assertThat(history.get(0).path("step").asLong()).isEqualTo(3);
    }

    @Test
    void findsARunByItsIdWithoutDashes() {
        String run = mlflow.run();

        assertThat(ok(mlflow.get("runs/get", Map.of("run_id", run.replace("-", ""))))
                        .json()
                        .path("run")
                        .path("info")
                        .path("run_id")
                        .asString())
                .isEqualTo(run);
    }

    @Test
    void enforcesTheLimitsOfABatch() {
        String run = mlflow.run();
        List<Map<String, Object>> metrics = new ArrayList<>();
        List<Map<String, Object>> params = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            metrics.add(Map.of("key", "m", "value", i, "timestamp", i));
            params.add(Map.of("key", "p" + i, "value", "x"));
        }

        refused(400, "INVALID_PARAMETER_VALUE", batch(run, "metrics", metrics));
        refused(400, "INVALID_PARAMETER_VALUE", batch(run, "params", params.subList(0, 101)));
        refused(400, "INVALID_PARAMETER_VALUE", batch(run, "tags", params.subList(0, 101)));
        refused(
                400,
                "INVALID_PARAMETER_VALUE",
                batch(run, "params", List.of(Map.of("key", "p", "value", "1"), Map.of("key", "p", "value", "2"))));
        refused(
                400,
                "INVALID_PARAMETER_VALUE",
                batch(run, "tags", List.of(Map.of("key", "t", "value", "x".repeat(1_000_001)))));
        ok(batch(run, "metrics", metrics.subList(0, 1000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc",
                "/etc",
                "mlflow-artifacts:/../../",
                "http://elsewhere/#/",
                "s3://bucket/x",
                "mlflow-artifacts:/0"
            })
    void neverLetsAClientSayWhereArtifactsAreKept(String location) {
        refused(
                400,
                "INVALID_PARAMETER_VALUE",
                mlflow.post("experiments/create", Map.of("name", "x", "artifact_location", location)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "a/b", "", "x y", "é", "-a", "a\u0000b"})
    void refusesIdsThatAreNoIds(String id) {
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.get("runs/get", Map.of("run_id", id)));
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.get("experiments/get", Map.of("experiment_id", id)));
        refused(
                400,
                "INVALID_PARAMETER_VALUE",
                mlflow.post("runs/outputs", Map.of("run_id", mlflow.run(), "models", List.of(Map.of("model_id", id)))));
    }

    @Test
    void doesNotKnowIdsThatAreNobodys() {
        refused(404, "RESOURCE_DOES_NOT_EXIST", mlflow.get("runs/get", Map.of("run_id", UUID.randomUUID() + "")));
        refused(404, "RESOURCE_DOES_NOT_EXIST", mlflow.get("runs/get", Map.of("run_id", "abc")));
        refused(404, "RESOURCE_DOES_NOT_EXIST", mlflow.get("experiments/get", Map.of("experiment_id", "77")));
        refused(404, "RESOURCE_DOES_NOT_EXIST", mlflow.send("GET", "logged-models/m-" + "0".repeat(32), null));
    }

    @Test
    void refusesFiltersThatAreMoreThanConditions() {
        for (String filter : List.of(
                "params.a = '1' OR params.b = '2'",
                "params.a = 'it''s'",
                "params.a = '1'; delete from ops.runs",
                "params.a = '" + "x".repeat(1_000_000) + "'")) {
            refused(
                    400,
                    "INVALID_PARAMETER_VALUE",
                    mlflow.post("runs/search", Map.of("experiment_ids", List.of("0"), "filter", filter)));
        }
        refused(400, "INVALID_PARAMETER_VALUE", search(Map.of("page_token", "bm9uc2Vuc2U")));
        refused(400, "INVALID_PARAMETER_VALUE", search(Map.of("max_results", 50_001)));
        refused(400, "INVALID_PARAMETER_VALUE", search(Map.of("max_results", 0)));
        refused(400, "INVALID_PARAMETER_VALUE", search(Map.of("order_by", List.of("metrics.a; drop"))));
    }

    @Test
    void answersASearchThatFindsNothingWithAnEmptyObject() {
        assertThat(ok(search(Map.of("filter", "params.never = 'x'"))).body()).isEqualTo("{}");
    }

    @Test
    void viewersMayReadButNotWrite() {
        String run = mlflow.run();
        String name = "v" + UUID.randomUUID().toString().substring(0, 8);
        String key = api.send("POST", "/api/v1/users", api.adminKey(), Map.of("name", name, "role", "VIEWER"))
                .json()
                .path("apiKey")
                .asString();
        MlflowProject stranger = mlflow.as(key);
        refused(404, "RESOURCE_DOES_NOT_EXIST", stranger.get("runs/get", Map.of("run_id", run)));

        api.send("PUT", mlflow.rest("/members/" + name), api.adminKey(), Map.of("role", "VIEWER"));

        ok(stranger.get("runs/get", Map.of("run_id", run)));
        refused(403, "PERMISSION_DENIED", stranger.post("runs/set-tag", Map.of("run_id", run, "key", "a")));
        refused(403, "PERMISSION_DENIED", stranger.put("0/" + run + "/artifacts/x.txt", "x"));
        refused(403, "PERMISSION_DENIED", stranger.post("registered-models/create", Map.of("name", "x")));
    }

    private Answer batch(String run, String what, List<?> items) {
        return mlflow.post("runs/log-batch", Map.of("run_id", run, what, items));
    }

    private Answer search(Map<String, Object> fields) {
        Map<String, Object> body = new java.util.HashMap<>(fields);
        body.put("experiment_ids", List.of("0"));
        return mlflow.post("runs/search", body);
    }
}
