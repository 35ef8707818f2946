package io.workbenchx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.shell.Json;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {

    private static final String RUN = "GET /api/v1/projects/demo/runs/r1";

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
    void saysWhatWhyAndWhatToDo() {
        workbench.problem(RUN, 422, "RUNTIME_NOT_APPROVED", "Runtime tabular is PENDING.");

        var failed = wbx("run show r1");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err().lines())
                .containsExactly(
                        "wbx: Runtime tabular is PENDING.",
                        "     RUNTIME_NOT_APPROVED, status 422",
                        "     → an administrator approves it: wbx runtime approve ID");
    }

    @Test
    void namesTheRunThatRecordsTheRefusal() {
        workbench.on(
                "POST /api/v1/projects/demo/runs",
                exchange -> ScriptedWorkbench.respond(
                        exchange,
                        422,
                        "application/problem+json",
                        "{\"status\":422,\"code\":\"BUDGET_EXHAUSTED\",\"detail\":\"0.01 USD are left.\",\"run\":\"r9\"}"));

        assertThat(wbx("run probe").err()).contains("BUDGET_EXHAUSTED, status 422, run r9");
    }

    @Test
    void isJsonForMachines() {
        workbench.problem(RUN, 404, "NOT_FOUND", "There is no run r1.");

        var failed = wbx("run show r1 --json");

        assertThat(failed.exitCode()).isEqualTo(1);
        var error = Json.parse(failed.err()).path("error");
        assertThat(Json.text(error, "code")).isEqualTo("NOT_FOUND");
        assertThat(Json.text(error, "detail")).isEqualTo("There is no run r1.");
        assertThat(error.path("status").asInt()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHENTICATED, 4",
        "403, PERMISSION_DENIED, 4",
        "404, NOT_FOUND, 1",
        "409, CONFLICT, 1",
        "422, SPEC_INVALID, 1",
        "500, INTERNAL, 1"
    })
    void exitStatusTellsTheKindOfFailure(int status, String code, int exitCode) {
        workbench.problem(RUN, status, code, "No.");

        assertThat(wbx("run show r1").exitCode()).isEqualTo(exitCode);
    }

    @Test
    void exitStatusThreeWhenNothingAnswers() {
        var url = workbench.url();
        workbench.close();

        var failed = wbx("runs --url " + url);

        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.err()).contains("Cannot reach the workbench at " + url, "UNREACHABLE", "wbx up");
    }

    @Test
    void textOfTheServerCannotSteerTheTerminal() {
        workbench.on(
                RUN,
                exchange -> ScriptedWorkbench.respond(
                        exchange,
                        422,
                        "application/problem+json",
                        "{\"status\":422,\"code\":\"X\",\"detail\":\"a\\u001b[2Jb\"}"));

        assertThat(wbx("run show r1").err()).doesNotContain("\u001b");
    }

    @Test
    void aBrokenConfigurationIsExplained() throws Exception {
        java.nio.file.Files.writeString(directory.resolve("config.json"), "{");

        var failed = wbx("runs");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("config.json cannot be read", "wbx login");
    }

    private Invocation wbx(String line) {
        Map<String, String> environment = new HashMap<>();
        environment.put("WBX_URL", workbench.url());
        environment.put("WBX_API_KEY", "wbx_key");
        environment.put("WBX_CONFIG", directory.resolve("config.json").toString());
        return Invocation.line(environment, line);
    }
}
