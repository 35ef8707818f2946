package io.workbenchx.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.api.protocol.mlflow.MlflowProject;
import io.workbenchx.control.model.ModelFile;
import io.workbenchx.control.model.ModelService;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** From a finished run to a version that may be deployed. */
class PromotionTest {

    private final MlflowProject mlflow = MlflowProject.create();
    private final UUID run = mlflow.job("wine");

    @Test
    void promotesTheModelOfARunThatSucceeded() throws Exception {
        String model = mlflow.model(run.toString(), "classifier");
        mlflow.finish(run, "SUCCEEDED");

        Answer promoted = promote("wine", run, null);

        assertThat(promoted.status()).as(promoted.body()).isEqualTo(201);
        var version = promoted.json();
        assertThat(version.path("version").asInt()).isEqualTo(1);
        assertThat(version.path("modelId").asString()).isEqualTo(model);
        assertThat(version.path("run").asString()).isEqualTo(run.toString());
        assertThat(version.path("promotedAt").asString()).isNotBlank();
        String lines = "MLmodel " + sha256("flavors: {}") + "\nmodel.onnx " + sha256("weights of classifier") + "\n";
        assertThat(version.path("digest").asString()).isEqualTo(sha256(lines));
        assertThat(RunningApi.get()
                        .bean(ModelService.class)
                        .version(mlflow.project().id(), "wine", 1)
                        .artifacts())
                .extracting(ModelFile::path)
                .containsExactly("MLmodel", "model.onnx");
    }

    @Test
    void saysSoInTheChainOfTheRunOnce() {
        mlflow.model(run.toString(), "classifier");
        mlflow.finish(run, "SUCCEEDED");

        Answer first = promote("wine", run, null);
        Answer again = promote("wine", run, null);

        assertThat(again.json().path("version").asInt())
                .isEqualTo(first.json().path("version").asInt());
        assertThat(mlflow.restGet("/runs/" + run + "/events")
                        .json()
                        .path("items")
                        .findValuesAsString("type"))
                .filteredOn("model.promoted"::equals)
                .hasSize(1);
        assertThat(mlflow.restGet("/models/wine").json().path("versions").size())
                .isEqualTo(1);
        assertThat(mlflow.restGet("/models")
                        .json()
                        .path("items")
                        .get(0)
                        .path("latestVersion")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void refusesRunsThatHaveNotSucceeded() {
        mlflow.model(run.toString(), "classifier");
        assertThat(promote("wine", run, null).status()).isEqualTo(409);

        mlflow.finish(run, "FAILED");

        assertThat(promote("wine", run, null).status()).isEqualTo(409);
        assertThat(mlflow.restGet("/models/wine").status()).isEqualTo(404);
    }

    @Test
    void refusesIncompleteLineage() {
        UUID onUnknownData = mlflow.job("wine", false);
        mlflow.model(onUnknownData.toString(), "classifier");
        mlflow.finish(onUnknownData, "SUCCEEDED");

        Answer refused = promote("wine", onUnknownData, null);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("detail").asString()).contains("lineage");
    }

    @Test
    void asksWhichWhenThereAreSeveralModels() {
        mlflow.model(run.toString(), "small");
        String large = mlflow.model(run.toString(), "large");
        mlflow.finish(run, "SUCCEEDED");

        assertThat(promote("wine", run, null).json().path("detail").asString()).contains("small", "large");
        assertThat(promote("wine", run, "large").json().path("modelId").asString())
                .isEqualTo(large);
        assertThat(promote("wine", run, "huge").status()).isEqualTo(422);
    }

    @Test
    void refusesARunWithoutAModel() {
        mlflow.finish(run, "SUCCEEDED");

        assertThat(promote("wine", run, null).status()).isEqualTo(422);
        assertThat(promote("wine", UUID.randomUUID(), null).status()).isEqualTo(404);
        assertThat(promote("a:b", run, null).status()).isEqualTo(422);
        assertThat(mlflow.restPost("/models/wine/versions", Map.of()).status()).isEqualTo(422);
    }

    @Test
    void doesNotLetAJobPromoteItself() {
        mlflow.model(run.toString(), "classifier");

        assertThat(mlflow.asJob(run)
                        .restPost("/models/wine/versions", Map.of("run", run))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void marksAVersionTheClientRegisteredItself() {
        String model = mlflow.model(run.toString(), "classifier");
        mlflow.post("registered-models/create", Map.of("name", "wine"));
        mlflow.post("model-versions/create", Map.of("name", "wine", "source", "models:/" + model));
        mlflow.finish(run, "SUCCEEDED");
        ModelService models = RunningApi.get().bean(ModelService.class);
        assertThat(models.version(mlflow.project().id(), "wine", 1).promoted()).isFalse();

        assertThat(promote("wine", run, null).json().path("version").asInt()).isEqualTo(1);

        assertThat(models.version(mlflow.project().id(), "wine", 1).promoted()).isTrue();
    }

    @Test
    void showsModelsOfTheProjectOnly() {
        mlflow.model(run.toString(), "classifier");
        mlflow.finish(run, "SUCCEEDED");
        promote("wine", run, null);
        MlflowProject other = MlflowProject.create();

        assertThat(other.restGet("/models").json().path("items").size()).isZero();
        assertThat(other.restGet("/models/wine").status()).isEqualTo(404);
        assertThat(other.restPost("/models/wine/versions", Map.of("run", run)).status())
                .isEqualTo(404);
        assertThat(List.of(
                        mlflow.restGet("/models/wine/versions/1").status(),
                        mlflow.restGet("/models/wine/versions/2").status()))
                .containsExactly(200, 404);
    }

    private Answer promote(String name, UUID of, String which) {
        return mlflow.restPost(
                "/models/" + name + "/versions", which == null ? Map.of("run", of) : Map.of("run", of, "model", which));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
