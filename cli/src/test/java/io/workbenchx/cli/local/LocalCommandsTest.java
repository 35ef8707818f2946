package io.workbenchx.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.shell.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** status, down and reset, whatever they find in a home. */
class LocalCommandsTest {

    @TempDir
    Path directory;

    private ScriptedWorkbench api;
    private Path home;
    private Path calls;
    private Process stranger;

    @BeforeEach
    void prepare() throws Exception {
        api = new ScriptedWorkbench();
        api.json("GET /api/v1/me", "{\"name\":\"admin\"}")
                .json("GET /api/v1/health", "{\"status\":\"UP\"}")
                .json("GET /api/v1/evidence/key", "PEM");
        home = directory.resolve("home");
        calls = directory.resolve("calls");
        StandInWorkbench.install(directory);
        stranger = new ProcessBuilder("sleep", "1000").start();
    }

    @AfterEach
    void stop() {
        wbx("down");
        stranger.destroyForcibly();
        api.close();
    }

    @Test
    void nothingRunsWhereNothingEverRan() {
        var status = wbx("status");
        assertThat(status.exitCode()).isEqualTo(3);
        assertThat(status.out()).contains("Workbench in " + home + ": STOPPED", "wbx up");

        var down = wbx("down");
        assertThat(down.exitCode()).isZero();
        assertThat(down.out()).isEqualTo("No workbench runs in " + home + ".\n");

        var reset = wbx("reset --yes");
        assertThat(reset.exitCode()).isZero();
        assertThat(reset.out()).isEqualTo("There is no workbench in " + home + ".\n");
        assertThat(home).doesNotExist();
        assertThat(calls).doesNotExist();
    }

    @Test
    void machinesAreToldTheSame() {
        var status = Json.parse(wbx("status --json").out());
        assertThat(Json.text(status, "state")).isEqualTo("STOPPED");
        assertThat(status.path("processes").size()).isZero();

        assertThat(Json.parse(wbx("down --json").out()))
                .isEqualTo(Json.object().put("home", home.toString()).put("stopped", false));
        assertThat(Json.parse(wbx("reset --json --yes").out()))
                .isEqualTo(Json.object().put("home", home.toString()).put("removed", false));
    }

    @Test
    void tellsWhatRunsAndStopsIt() {
        assertThat(wbx("up").exitCode()).isZero();

        var status = wbx("status");
        assertThat(status.exitCode()).isZero();
        assertThat(status.out()).contains(": READY", api.url(), "HEALTHY");

        assertThat(wbx("down").out()).isEqualTo("The workbench is stopped.\n");
        assertThat(wbx("status").exitCode()).isEqualTo(3);
    }

    @Test
    void saysWhenItRunsButDoesNotAnswer() {
        wbx("up");
        api.close();

        var status = wbx("status");

        assertThat(status.exitCode()).isEqualTo(3);
        assertThat(status.out()).contains(": READY", "UNHEALTHY");
    }

    @Test
    void believesTheLockAndNotAStaleFile() throws Exception {
        leaveBehind(stranger.pid());

        var status = wbx("status");
        assertThat(status.exitCode()).isEqualTo(3);
        assertThat(status.out()).contains(": STOPPED").doesNotContain("READY");

        wbx("up");
        assertThat(wbx("status").exitCode()).isZero();
    }

    @Test
    void neverEndsAnotherProgramThatHasItsPid() throws Exception {
        leaveBehind(stranger.pid());

        assertThat(wbx("down --force").out()).isEqualTo("No workbench runs in " + home + ".\n");
        assertThat(wbx("reset --yes").exitCode()).isZero();

        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void resetEndsWhatOutlivesTheWorkbenchBeforeItDeletes() throws Exception {
        wbx("up");
        Files.createDirectories(home.resolve("objects").resolve("ab"));
        Files.createDirectories(home.resolve("tools"));

        var reset = wbx("reset --yes");

        assertThat(reset.exitCode()).isZero();
        assertThat(Files.readAllLines(calls)).containsExactly("--home=" + home, "--home=" + home + " --end-leftovers");
        assertThat(home).isDirectoryNotContaining(path -> !path.endsWith("tools"));
        assertThat(home.resolve("tools")).exists();
    }

    @Test
    void resetDeletesNothingWhenSomethingCannotBeEnded() {
        wbx("up");
        var environment = environment();
        environment.put("WBX_JAVA_OPTS", StandInWorkbench.options(api.url(), calls, "replica-0:cannot-be-killed"));

        var reset = Invocation.line(environment, "reset --yes");

        assertThat(reset.exitCode()).isEqualTo(1);
        assertThat(reset.err()).contains("nothing was deleted", "replica-0:cannot-be-killed");
        assertThat(home.resolve("keys")).isNotEmptyDirectory();
    }

    @Test
    void resetAsksFirst() throws Exception {
        leaveBehind(stranger.pid());

        var refused = Invocation.withInput(environment(), "y\n", "reset");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("Type yes", "Nothing was deleted");
        assertThat(home.resolve("infra.json")).exists();

        assertThat(wbx("reset --json").exitCode()).isEqualTo(2);
        assertThat(home.resolve("infra.json")).exists();

        assertThat(Invocation.withInput(environment(), "yes\n", "reset").exitCode())
                .isZero();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void resetDeletesNoDirectoryThatIsNoHome() throws Exception {
        var precious = Files.writeString(Files.createDirectories(home).resolve("thesis.tex"), "x");

        var reset = wbx("reset --yes");

        assertThat(reset.exitCode()).isEqualTo(1);
        assertThat(reset.err()).contains("is not the home of a workbench");
        assertThat(precious).exists();
    }

    /** What a workbench leaves that died at once, as with its machine. */
    private void leaveBehind(long pid) throws IOException {
        Files.createDirectories(home);
        Files.createFile(home.resolve("lock"));
        Files.writeString(
                home.resolve("infra.json"),
                "{\"state\":\"READY\",\"pid\":" + pid + ",\"api\":{\"url\":\"" + api.url() + "\"}}");
    }

    private Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "WBX_HOME", home.toString(),
                "WBX_CONFIG", directory.resolve("config.json").toString(),
                "WBX_INSTALL", directory.toString(),
                "WBX_JAVA_OPTS", StandInWorkbench.options(api.url(), calls, "")));
    }

    private Invocation wbx(String line) {
        return Invocation.line(environment(), line);
    }
}
