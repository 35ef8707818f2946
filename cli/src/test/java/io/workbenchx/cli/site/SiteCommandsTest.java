package io.workbenchx.cli.site;

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

class SiteCommandsTest {

    private static final String SITE = """
            {"label":"lab-k2m9x4p7qa","url":"http://lab-k2m9x4p7qa.localhost:8081/","kind":"session","name":"lab","owner":"ana",
             "access":"OWNER","state":"RUNNING","openConnections":2,"usage":{"requests":41}}""";

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
    void listsSites() {
        workbench.json("GET /api/v1/projects/churn/sites", "{\"items\":[" + SITE + "]}");

        assertThat(wbx("site list -p churn").lines().get(1))
                .contains(
                        "lab-k2m9x4p7qa",
                        "session",
                        "ana",
                        "OWNER",
                        "RUNNING",
                        "41",
                        "http://lab-k2m9x4p7qa.localhost");
        assertThat(wbx("sites -p churn").out())
                .isEqualTo(wbx("site list -p churn").out());
    }

    @Test
    void opensByAWayInThatIsGoodOnce() {
        String url = "http://lab-k2m9x4p7qa.localhost:8081/_wbx/enter?code=abc";
        workbench.json("POST /api/v1/sites/lab-k2m9x4p7qa/entry", "{\"url\":\"" + url + "\"}");

        assertThat(wbx("site open lab-k2m9x4p7qa --path /lab --no-browser").out())
                .isEqualTo(url + "\n");
        assertThat(Json.parse(workbench.last().body())).isEqualTo(Json.object().put("path", "/lab"));
    }

    @Test
    void saysWhoMayEnter() {
        workbench.json("PUT /api/v1/projects/churn/sites/lab-k2m9x4p7qa/access", SITE);

        assertThat(wbx("site access lab-k2m9x4p7qa signed-in -p churn").out())
                .isEqualTo("site lab-k2m9x4p7qa  OWNER\n");
        assertThat(Json.parse(workbench.last().body())).isEqualTo(Json.object().put("access", "SIGNED_IN"));
    }

    @Test
    void showsWhoIsInsideAndPutsThemOut() {
        String sessions = "/api/v1/projects/churn/sites/lab-k2m9x4p7qa/sessions";
        workbench.json(
                "GET " + sessions,
                "{\"items\":[{\"id\":\"s1\",\"user\":\"bob\",\"createdAt\":\"2026-08-01T11:00:00Z\"}]}");
        workbench.json("DELETE " + sessions + "/s1", "");

        assertThat(wbx("site sessions lab-k2m9x4p7qa -p churn").lines().get(1)).contains("s1", "bob");
        assertThat(wbx("site revoke lab-k2m9x4p7qa s1 -p churn").out()).isEqualTo("session s1 put out\n");
    }

    private Invocation wbx(String line) {
        return Invocation.withInput(
                Map.of(
                        "WBX_URL", workbench.url(),
                        "WBX_API_KEY", "wbx_key",
                        "WBX_CONFIG", directory.resolve("config.json").toString()),
                "",
                line.split(" "));
    }
}
