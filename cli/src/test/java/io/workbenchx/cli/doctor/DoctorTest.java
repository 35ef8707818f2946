package io.workbenchx.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.shell.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** On a machine whose programs are these scripts. */
class DoctorTest {

    @TempDir
    Path directory;

    private Path programs;

    @BeforeEach
    void install() throws Exception {
        programs = Files.createDirectory(directory.resolve("bin"));
        program("python3", "echo Python 3.11.4");
        program("mvn", "echo Apache Maven 3.9.6");
        program("node", "echo v22.1.0");
        program("go", "echo go version go1.23.4 linux/amd64");
        program("temporal", "exit 0");
        program("bwrap", "echo bubblewrap 0.8.0");
        program("unshare", "exit 0");
        program("setpriv", "exit 0");
    }

    @Test
    void findsWhatIsThereAndIsContent() {
        var doctor = doctor("");

        assertThat(doctor.exitCode()).isZero();
        assertThat(doctor.lines())
                .contains(
                        "✓ Python           3.11.4 with venv",
                        "✓ Maven            3.9.6",
                        "✓ Node             22.1.0",
                        "✓ Go               1.23.4",
                        "✓ Temporal         " + programs.resolve("temporal"));
        assertThat(doctor.out()).doesNotContain("✗");
    }

    @Test
    void withoutWhatIsRequiredItSaysWhatThatCostsAndFails() throws Exception {
        Files.delete(programs.resolve("python3"));

        var doctor = doctor("");

        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.lines())
                .containsSequence(
                        "✗ Python           none",
                        "    No training run and no endpoint: both are Python environments.",
                        "    → Install Python 3.11 or later, with venv.");
    }

    @Test
    void whatIsTooOldIsAsGoodAsMissing() throws Exception {
        program("python3", "echo Python 3.9.18");
        program("mvn", "echo Apache Maven 3.6.3");

        var answer = doctor(" --json");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(finding(answer, "Python"))
                .isEqualTo(Json.object()
                        .put("name", "Python")
                        .put("verdict", "REQUIRED")
                        .put("found", "3.9.18")
                        .put("cost", "No training run and no endpoint: both are Python environments.")
                        .put("remedy", "Install Python 3.11 or later, with venv."));
        assertThat(Json.text(finding(answer, "Maven"), "verdict")).isEqualTo("OPTIONAL");
        assertThat(Json.text(finding(answer, "Maven"), "found")).isEqualTo("3.6.3");
        assertThat(Json.parse(answer.out()).path("usable").asBoolean(true)).isFalse();
    }

    @Test
    void aPythonWithoutVenvDoesNotDo() throws Exception {
        program("python3", "[ \"$1\" = --version ] && echo Python 3.11.4");

        var answer = doctor(" --json");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(Json.text(finding(answer, "Python"), "found")).isEqualTo("3.11.4 without venv");
    }

    @Test
    void whatIsOnlyRecommendedFailsNothing() throws Exception {
        for (var name : new String[] {"mvn", "node", "go", "temporal"}) {
            Files.delete(programs.resolve(name));
        }

        var doctor = doctor("");

        assertThat(doctor.exitCode()).isZero();
        assertThat(doctor.lines())
                .contains("! Maven            none", "! Node             none", "! Go               none")
                .containsSequence(
                        "! Temporal         none",
                        "    Workflows live inside the workbench's process: not durable, no Temporal UI.");
    }

    @Test
    void installsOnlyAfterAYes() throws Exception {
        Files.delete(programs.resolve("python3"));
        program("apt-get", "echo \"$@\" > " + directory.resolve("installed"));

        var refused = Invocation.withInput(environment(), "no\n", "doctor", "--install");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("apt-get install -y", "python3 python3-venv", "Type yes");
        assertThat(directory.resolve("installed")).doesNotExist();

        assertThat(doctor(" --install --json").exitCode()).isEqualTo(2);
        assertThat(directory.resolve("installed")).doesNotExist();
    }

    private static JsonNode finding(Invocation answer, String name) {
        return Json.items(Json.parse(answer.out()).path("findings")).stream()
                .filter(finding -> Json.text(finding, "name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void program(String name, String script) throws IOException {
        var file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Map<String, String> environment() {
        return Map.of(
                "PATH", programs.toString(),
                "HOME", directory.toString(),
                "WBX_HOME", directory.resolve("home").toString());
    }

    @Test
    void looksForTheS3ServerThatTheWorkbenchWouldUse() throws Exception {
        try (var server = new ScriptedWorkbench()) {
            assertThat(doctorWithStore(server.url()).lines()).contains("✓ Object store     S3 at " + server.url());
        }
        var nowhere = doctorWithStore("http://127.0.0.1:1");
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.lines()).contains("✗ Object store     nothing answers at http://127.0.0.1:1");
        assertThat(doctorWithStore("").lines()).contains("✗ Object store     S3, without WORKBENCHX_STORE_S3_ENDPOINT");
    }

    private Invocation doctorWithStore(String endpoint) {
        var environment = new HashMap<>(environment());
        environment.put("WORKBENCHX_STORE_KIND", "s3");
        environment.put("WORKBENCHX_STORE_S3_ACCESS_KEY", "someone");
        environment.put("WORKBENCHX_STORE_S3_SECRET_KEY", "secret");
        if (!endpoint.isEmpty()) {
            environment.put("WORKBENCHX_STORE_S3_ENDPOINT", endpoint);
        }
        return Invocation.line(environment, "doctor");
    }

    private Invocation doctor(String options) {
        return Invocation.line(environment(), "doctor" + options);
    }
}
