package io.workbenchx.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.shell.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppCommandsTest {

    private static final String APPS = " /api/v1/projects/shop/apps";
    private static final String RUNS = " /api/v1/projects/shop/runs";
    private static final String RUN =
            "{\"id\":\"r2\",\"state\":\"%s\",\"summary\":\"deploy app hello @abc\",\"startedAt\":\"2026-08-01T11:00:00Z\"%s}";
    private static final String SERVING =
            "{\"name\":\"hello\",\"url\":\"http://hello-1.localhost:8081/\",\"site\":\"hello-1\",\"state\":\"SERVING\",\"release\":2,\"run\":\"r2\",\"latest\":{\"run\":\"r2\",\"release\":2,\"state\":\"SERVING\"}}";

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
    void deploysAFolderAndWaitsUntilItServes() throws Exception {
        Path code = Files.createDirectories(directory.resolve("code"));
        Files.writeString(code.resolve("app.py"), "x");
        workbench.json("POST /api/v1/projects/shop/code", "{\"sha\":\"" + "a".repeat(40) + "\"}");
        workbench.json("POST" + APPS + "/hello/releases", RUN.formatted("ADMITTED", ""));
        workbench.json("GET" + RUNS + "/r2", RUN.formatted("RUNNING", ""));
        workbench.json("GET" + APPS + "/hello", SERVING);

        var deployed =
                wbx("app deploy hello -p shop --framework flask --runtime flask --sleep-after 30m --code " + code);

        assertThat(deployed.out()).contains("release 2", "http://hello-1.localhost:8081/");
        var spec = workbench.seen().stream()
                .filter(request -> request.target().endsWith("/hello/releases"))
                .map(request -> Json.parse(request.body()).path("spec"))
                .findFirst()
                .orElseThrow();
        assertThat(spec.path("code").asString()).isEqualTo("a".repeat(40));
        assertThat(spec.path("framework").asString()).isEqualTo("FLASK");
        assertThat(spec.path("sleepAfter").asString()).isEqualTo("PT30M");
    }

    @Test
    void saysWhyAReleaseDidNotComeUp() {
        workbench.json("POST" + APPS + "/hello/rollback", RUN.formatted("ADMITTED", ""));
        workbench.json(
                "GET" + RUNS + "/r2",
                RUN.formatted("FAILED", ",\"failure\":{\"code\":\"UNHEALTHY\",\"message\":\"no module\"}"));

        var failed = wbx("app rollback hello --to 1 -p shop");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("what served before goes on", "UNHEALTHY", "no module");
    }

    @Test
    void aFrameworkOrACommandButNotBoth() {
        assertThat(wbx("app deploy hello --runtime flask -p shop").exitCode()).isEqualTo(2);
        assertThat(wbx("app deploy hello --runtime flask --framework flask -p shop python x")
                        .exitCode())
                .isEqualTo(2);
        assertThat(workbench.seen()).isEmpty();
    }

    @Test
    void letsABrowserIn() {
        workbench.json("GET" + APPS + "/hello", SERVING);
        workbench.json(
                "POST /api/v1/projects/shop/sites/hello-1/entry",
                "{\"url\":\"http://hello-1.localhost:8081/_wbx/enter?code=x\"}");

        assertThat(wbx("app open hello -p shop").out()).isEqualTo("http://hello-1.localhost:8081/_wbx/enter?code=x\n");
    }

    private Invocation wbx(String arguments) {
        return Invocation.withInput(
                Map.of(
                        "WBX_URL", workbench.url(),
                        "WBX_API_KEY", "wbx_key",
                        "WBX_CONFIG", directory.resolve("config.json").toString()),
                "",
                arguments.split(" "));
    }
}
