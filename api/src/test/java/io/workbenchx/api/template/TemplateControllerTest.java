package io.workbenchx.api.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog of starters over HTTP, and projects made from it. */
class TemplateControllerTest {

    private static final String STARTER = "/api/v1/templates/tabular-classifier";

    private final RunningApi api = RunningApi.get();

    @Test
    void listsAndDescribesTheStarters() {
        Answer all = get("/api/v1/templates");
        Answer one = get(STARTER);

        assertThat(all.json().path("items").findValuesAsString("name")).contains("tabular-classifier");
        assertThat(one.json().path("training").path("entrypoint").asString()).isEqualTo("train.py");
        assertThat(one.json().path("dataset").path("target").asString()).isEqualTo("diagnosis");
        assertThat(one.json().path("files").toString()).contains("\"requirements.lock\"", "\"code/train.py\"");
    }

    @Test
    void servesFilesAsDownloads() throws IOException {
        Answer file = get(STARTER + "/files/data/wdbc.csv");

        assertThat(file.status()).isEqualTo(200);
        assertThat(file.body()).isEqualTo(Files.readString(Path.of("../templates/tabular-classifier/data/wdbc.csv")));
        assertThat(file.response().headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(
                        value -> assertThat(value).startsWith("attachment").contains("wdbc.csv"));
        assertThat(file.response().headers().firstValue("X-Content-Type-Options"))
                .contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/templates/nosuch",
                "/api/v1/templates/tabular-classifier/files/nosuch",
                "/api/v1/templates/tabular-classifier/files/",
                "/api/v1/templates/tabular-classifier/files/code",
                "/api/v1/templates/tabular-classifier/files/%2e%2e/%2e%2e/application.yml",
                "/api/v1/templates/tabular-classifier/files/..%2f..%2fdb%2fmigration%2fV1__core.sql",
                "/api/v1/templates/%2e%2e/files/db/migration/V1__core.sql",
                "/api/v1/templates/tabular-classifier/files//etc/passwd"
            })
    void servesNothingElse(String path) {
        assertThat(get(path).status()).isIn(400, 404);
    }

    @Test
    void startsAProjectWithCode() {
        String name = "t-" + UUID.randomUUID().toString().substring(0, 8);
        // An engineer sees only what is hers: also the project that this very request makes.
        String engineer = api.send(
                        "POST", "/api/v1/users", api.adminKey(), Map.of("name", "ana-" + name, "role", "ENGINEER"))
                .json()
                .path("apiKey")
                .asString();

        Answer created =
                api.send("POST", "/api/v1/projects", engineer, Map.of("name", name, "template", "tabular-classifier"));

        assertThat(api.send("GET", "/api/v1/projects", engineer, null)
                        .json()
                        .path("items")
                        .findValuesAsString("name"))
                .containsExactly(name);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(created.json().path("template").asString()).isEqualTo("tabular-classifier");
        assertThat(created.json().path("codeSha").asString()).matches("[0-9a-f]{40}");
    }

    @Test
    void startsNoProjectFromAnUnknownTemplate() {
        String name = "t-" + UUID.randomUUID().toString().substring(0, 8);

        Answer refused =
                api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", name, "template", "nosuch"));

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.body()).contains("nosuch", "tabular-classifier");
        assertThat(get("/api/v1/projects/" + name).status()).isEqualTo(404);
    }

    private Answer get(String path) {
        return api.send("GET", path, api.adminKey(), null);
    }
}
