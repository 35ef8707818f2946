package io.workbenchx.api.protocol.mlflow;

import static io.workbenchx.api.protocol.mlflow.MlflowProject.ok;
import static io.workbenchx.api.protocol.mlflow.MlflowProject.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registered model may be called, and where its files may be said to be (N21). */
class MlflowRegistryTest {

    private static final MlflowProject OTHER = MlflowProject.create();
    private static final String THEIR_RUN = OTHER.run();
    private static final String THEIR_MODEL = OTHER.model(THEIR_RUN, "classifier");

    private final MlflowProject mlflow = MlflowProject.create();
    private final String run = mlflow.run();
    private final String model = mlflow.model(run, "classifier");

    @BeforeAll
    static void registerTheirs() {
        ok(OTHER.put("0/" + THEIR_RUN + "/artifacts/model/model.onnx", "weights"));
        ok(OTHER.post("registered-models/create", Map.of("name", "theirs")));
        ok(OTHER.post("model-versions/create", Map.of("name", "theirs", "source", "models:/" + THEIR_MODEL)));
    }

    @BeforeEach
    void registerOwn() {
        ok(mlflow.put("0/" + run + "/artifacts/model/model.onnx", "weights"));
        ok(mlflow.post("registered-models/create", Map.of("name", "wine")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runs:/RUN/model",
                "runs:/RUN/model/",
                "mlflow-artifacts:/0/RUN/artifacts/model",
                "models:/MODEL",
                "mlflow-artifacts:/0/models/MODEL/artifacts"
            })
    void takesAModelOfTheProject(String source) {
        ok(register(Map.of("source", named(source))));

        assertThat(ok(mlflow.get("model-versions/get-download-uri", Map.of("name", "wine", "version", "1")))
                        .json()
                        .path("artifact_uri")
                        .asString())
                .matches("(runs:/|mlflow-artifacts:/0/)[^/].*");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""                                                  | Invalid model version source
            file:///etc/passwd                                  | Invalid model version source
            /etc/passwd                                         | Invalid model version source
            ../../etc/passwd                                    | Invalid model version source
            model                                               | Invalid model version source
            http://elsewhere/model                              | Invalid model version source
            https://elsewhere/#/runs:/RUN/model                 | Invalid model version source
            s3://bucket/model                                   | Invalid model version source
            dbfs:/model                                         | Invalid model version source
            runs:/RUN                                           | Invalid model version source
            runs:/RUN/                                          | Invalid model version source
            runs://RUN/model                                    | Invalid model version source
            runs://elsewhere/RUN/model                          | Invalid model version source
            runs:/../RUN/model                                  | Invalid model version source
            runs:/RUN/../model                                  | has no empty, . or .. segment
            runs:/RUN/model/../../..                            | has no empty, . or .. segment
            runs:/RUN//etc/passwd                               | has no empty, . or .. segment
            runs:/RUN/%2e%2e/model                              | no %XX
            runs:/RUN/..\\model                                 | none of \\
            runs:/RUN/model?x                                   | none of \\
            runs:/RUN/a\0b                                      | NUL
            runs:/RUN/a\u0001b                                  | no control character
            runs:/RUN/none                                      | no files at the source
            runs:/THEIR_RUN/model                               | There is no run with id
            mlflow-artifacts:/0/THEIR_RUN/artifacts/model       | There is no run with id
            mlflow-artifacts:/0/RUN/artifacts/../model          | has no empty, . or .. segment
            mlflow-artifacts:/../../model                       | Invalid model version source
            mlflow-artifacts://elsewhere/RUN/artifacts/model    | Invalid model version source
            mlflow-artifacts://elsewhere/models/MODEL/artifacts | Invalid model version source
            mlflow-artifacts:/0/models/THEIR_MODEL/artifacts    | not found
            models:/THEIR_MODEL                                 | not found
            models:/theirs/1                                    | There is no version 1 of a model theirs
            models:/wine/1                                      | There is no version 1 of a model wine
            models:/theirs@champion                             | Invalid model version source
            models:/../../model                                 | Invalid model version source
            """)
    void refusesSourcesOutsideTheProject(String source, String reason) {
        refusedFor(reason, register(Map.of("source", named(source))));
    }

    @Test
    void refusesRunsAndModelsOfOthersBesideASourceOfItsOwn() {
        refusedFor("The source names model", register(Map.of("source", "models:/" + model, "model_id", THEIR_MODEL)));
        refusedFor("not found", register(Map.of("source", "runs:/" + run + "/none", "model_id", THEIR_MODEL)));
        refusedFor("There is no run", register(Map.of("source", "models:/" + model, "run_id", THEIR_RUN)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "/etc/passwd",
                "../x",
                "..",
                "http://elsewhere/x",
                "runs:/THEIR_RUN/model",
                "models:/THEIR_MODEL",
                "a\\b"
            })
    void refusesPlacesAsSourcesOfAPrompt(String source) {
        prompt();

        refusedFor("source of a prompt", register(Map.of("name", "greeting", "source", named(source))));
        ok(register(Map.of("name", "greeting", "source", "dummy-source")));
    }

    @Test
    void refusesAPromptOfAnotherProjectsRun() {
        prompt();

        refusedFor(
                "There is no run", register(Map.of("name", "greeting", "source", "dummy-source", "run_id", THEIR_RUN)));
        ok(register(Map.of("name", "greeting", "source", "dummy-source", "run_id", run)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "a:b",
                "models:/wine",
                "../wine",
                "..",
                ".",
                "a\\b",
                "a\u0000b",
                "a\nb",
                "\u202Eb",
                " ",
                ""
            })
    void refusesNamesThatMeanSomethingElse(String name) {
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.post("registered-models/create", Map.of("name", name)));
        refused(400, "INVALID_PARAMETER_VALUE", mlflow.get("registered-models/get", Map.of("name", name)));
        refused(400, "INVALID_PARAMETER_VALUE", register(Map.of("name", name, "source", "models:/" + model)));
        assertThat(ok(mlflow.get("registered-models/search", Map.of())).json().findValuesAsString("name"))
                .containsExactly("wine");
    }

    @Test
    void refusesANameOfThreeHundredCharacters() {
        refused(
                400,
                "INVALID_PARAMETER_VALUE",
                mlflow.post("registered-models/create", Map.of("name", "x".repeat(300))));
    }

    private void prompt() {
        ok(mlflow.post(
                "registered-models/create",
                Map.of(
                        "name",
                        "greeting",
                        "tags",
                        List.of(Map.of("key", "mlflow.prompt.is_prompt", "value", "true")))));
    }

    private Answer register(Map<String, String> fields) {
        Map<String, String> body = new HashMap<>(Map.of("name", "wine"));
        body.putAll(fields);
        return mlflow.post("model-versions/create", body);
    }

    private String named(String source) {
        return source.replace("THEIR_RUN", THEIR_RUN)
                .replace("THEIR_MODEL", THEIR_MODEL)
                .replace("RUN", run)
                .replace("MODEL", model);
    }

    /** Refused, with a reason a person can act on, and nothing registered. */
    private void refusedFor(String reason, Answer answer) {
        refused(400, "INVALID_PARAMETER_VALUE", answer);
        assertThat(answer.json().path("message").asString()).contains(reason);
        assertThat(ok(mlflow.get("model-versions/search", Map.of())).body()).isEqualTo("{}");
    }
}
