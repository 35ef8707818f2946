package io.workbenchx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.shell.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {

    @TempDir
    Path directory;

    private Path config;
    private ScriptedWorkbench workbench;

    @BeforeEach
    void start() throws Exception {
        config = directory.resolve("wbx").resolve("config.json");
        workbench = new ScriptedWorkbench();
        workbench
                .json("GET /api/v1/me", "{\"name\":\"ana\",\"role\":\"ENGINEER\"}")
                .json("GET /api/v1/evidence/key", "PEM")
                .json("GET /api/v1/projects/churn/runs", "{\"items\":[]}");
    }

    @AfterEach
    void stop() {
        workbench.close();
    }

    @Test
    void remembersWhatWasVerifiedInAFileOnlyTheOwnerReads() throws Exception {
        var login = wbx("login --url " + workbench.url() + "/ --key wbx_secret --project churn");

        assertThat(login.exitCode()).isZero();
        assertThat(login.out()).contains("as ana (ENGINEER)").doesNotContain("wbx_secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
        assertThat(Json.text(Json.parse(Files.readString(config)), "apiKey")).isEqualTo("wbx_secret");
        assertThat(config.resolveSibling("evidence.pub")).hasContent("PEM");
        assertThat(directory.resolve("wbx")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void laterCommandsUseWhatWasRemembered() {
        wbx("login --url " + workbench.url() + " --key wbx_secret --project churn");

        assertThat(wbx("runs").exitCode()).isZero();
        assertThat(workbench.last().target()).startsWith("/api/v1/projects/churn/runs");
        assertThat(workbench.last().header("Authorization")).isEqualTo("Bearer wbx_secret");
    }

    @Test
    void readsTheKeyFromStandardInput() throws Exception {
        var login = Invocation.withInput(
                Map.of("WBX_CONFIG", config.toString()),
                "wbx_piped\n",
                "login",
                "--url",
                workbench.url(),
                "--key",
                "-");

        assertThat(login.exitCode()).isZero();
        assertThat(workbench.seen().get(0).header("Authorization")).isEqualTo("Bearer wbx_piped");
    }

    @Test
    void aWrongKeyIsNotRemembered() {
        workbench.problem("GET /api/v1/me", 401, "UNAUTHENTICATED", "The key is not known.");
        wbx("login --url " + workbench.url() + " --key wbx_first");

        var second = wbx("login --url " + workbench.url() + " --key wbx_wrong");

        assertThat(second.exitCode()).isEqualTo(4);
        assertThat(config).content().contains("wbx_first").doesNotContain("wbx_wrong");
    }

    @Test
    void theRememberedKeyIsNeverShownToAnotherWorkbench() throws Exception {
        wbx("login --url " + workbench.url() + " --key wbx_secret");
        try (var other = new ScriptedWorkbench()) {
            other.json("GET /api/v1/projects/demo/runs", "{\"items\":[]}");

            wbx("runs --url " + other.url());

            assertThat(other.last().header("Authorization")).isEmpty();
        }
    }

    @Test
    void saysWhenNoKeyIsGiven() {
        var login = wbx("login --url " + workbench.url());

        assertThat(login.exitCode()).isEqualTo(2);
        assertThat(login.err()).contains("--key");
    }

    @Test
    void rejectsAnAddressThatIsNone() {
        assertThat(wbx("login --url ftp://x --key k").err()).contains("no address of a workbench");
    }

    private Invocation wbx(String line) {
        return Invocation.line(Map.of("WBX_CONFIG", config.toString()), line);
    }
}
