package io.workbenchx.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.shell.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretCommandsTest {

    private static final String SECRET =
            "{\"name\":\"api-token\",\"version\":2,\"updatedBy\":\"ana\",\"updatedAt\":\"2026-08-01T11:00:00Z\"}";

    @TempDir
    Path directory;

    private ScriptedWorkbench workbench;

    @BeforeEach
    void start() throws Exception {
        workbench = new ScriptedWorkbench();
    }

    @AfterEach
    void stop() {
        workbench.close();
    }

    @Test
    void setsWhatStandardInputSays() {
        workbench.json("PUT /api/v1/projects/churn/secrets/api-token", SECRET);

        var set = wbx("correct horse\n", "secret set api-token -p churn");

        assertThat(set.out()).isEqualTo("secret api-token  version 2\n");
        assertThat(Json.parse(workbench.last().body())).isEqualTo(Json.object().put("value", "correct horse"));
    }

    @Test
    void aValueOfSeveralLinesLosesOnlyItsLastLineEnd() {
        workbench.json("PUT /api/v1/projects/churn/secrets/key", SECRET);

        wbx("-----BEGIN\nx\n-----END\n\n", "secret set key -p churn");

        assertThat(Json.parse(workbench.last().body()).path("value").asString()).isEqualTo("-----BEGIN\nx\n-----END\n");
    }

    @Test
    void thereIsNoArgumentForAValue() {
        var wrong = wbx("", "secret set api-token hunter22 -p churn");

        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wbx("", "secret set api-token -p churn").exitCode()).isEqualTo(2);
        assertThat(workbench.seen()).isEmpty();
    }

    @Test
    void aRefusalIsShown() {
        workbench.problem(
                "PUT /api/v1/projects/churn/secrets/pin", 422, "SPEC_INVALID", "It has less than 6 characters.");

        var refused = wbx("1234", "secret set pin -p churn");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("less than 6 characters").doesNotContain("1234");
    }

    @Test
    void listsWhatMayBeKnown() {
        workbench.json("GET /api/v1/projects/churn/secrets", "{\"items\":[" + SECRET + "]}");

        assertThat(wbx("", "secret list -p churn").lines())
                .containsExactly("NAME       VERSION  SET  BY", "api-token        2  1h   ana");
        assertThat(Json.items(Json.parse(wbx("", "secret list -p churn --json").out())))
                .hasSize(1);
    }

    @Test
    void deletesASecret() {
        workbench.json("DELETE /api/v1/projects/churn/secrets/api-token", "");

        assertThat(wbx("", "secret delete api-token -p churn").out()).isEqualTo("secret api-token deleted\n");
    }

    @Test
    void rotatesKeys() {
        workbench.json("POST /api/v1/encryption/rotation", "{\"generation\":3,\"rewrapped\":8,\"created\":4}");

        assertThat(wbx("", "secret rotate-keys").out())
                .isEqualTo("wrapping key of generation 3: 8 keys wrapped anew, 4 new ones\n");
    }

    @Test
    void aRunNamesItsSecrets() {
        workbench.json("POST /api/v1/projects/churn/runs", "{\"id\":\"r1\",\"state\":\"ADMITTED\"}");

        wbx("", "run training --runtime tabular --secret API_TOKEN=api-token -p churn");

        assertThat(Json.parse(workbench.last().body())
                        .path("spec")
                        .path("secrets")
                        .path("API_TOKEN")
                        .asString())
                .isEqualTo("api-token");
    }

    private Invocation wbx(String input, String line) {
        return Invocation.withInput(
                Map.of(
                        "WBX_URL", workbench.url(),
                        "WBX_API_KEY", "wbx_key",
                        "WBX_CONFIG", directory.resolve("config.json").toString()),
                input,
                line.split(" "));
    }
}
