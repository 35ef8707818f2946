package io.workbenchx.cli.local;

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

/** Secrets are shown to people, once, and to nobody else. */
class FirstLoginTest {

    @TempDir
    Path directory;

    private ScriptedWorkbench api;
    private Map<String, String> environment;
    private Path file;

    @BeforeEach
    void install() throws Exception {
        api = new ScriptedWorkbench();
        api.json("GET /api/v1/me", "{\"name\":\"admin\",\"role\":\"ADMIN\"}").json("GET /api/v1/evidence/key", "PEM");
        var home = directory.resolve("home");
        file = home.resolve("keys").resolve("first-login.json");
        environment = Map.of(
                "WBX_HOME", home.toString(),
                "WBX_CONFIG", directory.resolve("config.json").toString(),
                "WBX_INSTALL",
                        StandInWorkbench.install(directory.resolve("install")).toString(),
                "WBX_JAVA_OPTS", StandInWorkbench.options(api.url(), directory.resolve("calls"), ""));
    }

    @AfterEach
    void stop() {
        Invocation.line(environment, "down");
        api.close();
    }

    @Test
    void isShownAtATerminalAndThenGone() {
        var up = Invocation.atTerminal(environment, "up");

        assertThat(up.exitCode()).isZero();
        assertThat(up.out()).contains("first-secret", "wbx_first", "only this once");
        assertThat(file).doesNotExist();
        assertThat(Invocation.atTerminal(environment, "up").out()).doesNotContain("first-secret");
    }

    @Test
    void machinesAreToldWhereItIs() {
        var up = Invocation.line(environment, "up --json");

        assertThat(up.exitCode()).isZero();
        assertThat(Json.parse(up.out()).path("login"))
                .isEqualTo(Json.object().put("user", "admin").put("file", file.toString()));
        assertThat(up.out() + up.err()).doesNotContain("first-secret", "wbx_first");
        assertThat(file).hasContent(StandInWorkbench.FIRST_LOGIN);
    }

    @Test
    void jsonAtATerminalIsForMachinesToo() {
        assertThat(Invocation.atTerminal(environment, "up --json").out()).doesNotContain("first-secret", "wbx_first");
        assertThat(file).exists();
    }

    @Test
    void aLogIsToldWhereItIsAndAPersonSeesItLater() {
        var logged = Invocation.line(environment, "up");

        assertThat(logged.out()).contains(file.toString());
        assertThat(logged.out() + logged.err()).doesNotContain("first-secret", "wbx_first");
        assertThat(Invocation.atTerminal(environment, "up").out()).contains("first-secret");
    }

    @Test
    void theDemoKeepsItOutOfTheLogToo() {
        var demo = Invocation.line(environment, "demo --json --evidence " + directory.resolve("evidence"));

        assertThat(demo.err()).contains(file.toString());
        assertThat(demo.out() + demo.err()).doesNotContain("first-secret", "wbx_first");
        assertThat(file).exists();
    }

    @Test
    void signsInEitherWayAndLeavesALaterSignInAlone() {
        Invocation.line(environment, "up --json");
        assertThat(directory.resolve("config.json")).content().contains("wbx_first");

        Invocation.line(environment, "login --key wbx_mine --url " + api.url());
        Invocation.line(environment, "up --json");

        assertThat(directory.resolve("config.json")).content().contains("wbx_mine");
    }
}
