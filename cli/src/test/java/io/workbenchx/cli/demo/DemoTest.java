package io.workbenchx.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.deployment.Inference;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Style;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journey's judgement: a step that did not truly work fails the demo. */
class DemoTest {

    private static final String MODEL = "/endpoints/demo/m/v2/models/m";

    @TempDir
    Path directory;

    private ScriptedWorkbench workbench;

    @BeforeEach
    void start() throws Exception {
        workbench = new ScriptedWorkbench();
        workbench
                .json("GET /api/v1/me", "{\"name\":\"admin\",\"role\":\"ADMIN\"}")
                .json("GET /api/v1/info", "{\"version\":\"1\",\"engine\":\"dev server\"}")
                .json("GET /api/v1/evidence/key", "PEM")
                .json("GET /api/v1/templates/t", """
                        {"name":"t","dataset":{"name":"d","file":"data/d.csv","target":"kind"},
                         "endpoint":{"name":"m","classes":["benign","malignant"]}}
                        """)
                .json(
                        "GET /api/v1/templates/t/files/data/d.csv",
                        "x,kind\n1,benign\n2,malignant\n3,benign\n4,malignant\n")
                .json("GET " + MODEL, "{\"inputs\":[{\"name\":\"X\",\"datatype\":\"FP32\",\"shape\":[-1,1]}]}");
    }

    @AfterEach
    void stop() {
        workbench.close();
    }

    @Test
    void theFirstStepThatFailsEndsTheJourneyAndIsReported() {
        workbench.problem("GET /api/v1/templates/t", 500, "INTERNAL", "The template cannot be read.");
        workbench.problem("GET /api/v1/templates/other", 404, "NOT_FOUND", "There is no template other.");

        var demo = Invocation.line(environment(), "demo --json --template other --evidence " + directory);

        assertThat(demo.exitCode()).isEqualTo(1);
        var report = Json.parse(demo.out());
        assertThat(report.path("ok").asBoolean(true)).isFalse();
        assertThat(report.path("steps")).hasSize(2);
        assertThat(report.at("/steps/0/ok").asBoolean(false)).isTrue();
        assertThat(report.at("/steps/1/ok").asBoolean(true)).isFalse();
        assertThat(Json.text(report.at("/steps/1/what"))).isEqualTo("There is no template other.");
        assertThat(demo.err()).contains("[2/9]", "✗ failed", "\"code\":\"NOT_FOUND\"");
    }

    @Test
    void anUnreachableWorkbenchHasItsOwnExitStatus() {
        workbench.close();

        assertThat(Invocation.line(environment(), "demo").exitCode()).isEqualTo(3);
    }

    @Test
    void predictionsThatAgreeWithTheDataAreAccepted() {
        answers("0,1,0,1");

        var prediction = new Prediction(journey()).ask(inference());

        assertThat(Json.text(prediction, "right")).isEqualTo("4");
        assertThat(Json.text(prediction, "predicted")).contains("benign", "malignant");
        assertThat(workbench.last().body()).contains("\"shape\":[4,1],\"data\":[1.0,2.0,3.0,4.0]");
    }

    @Test
    void predictionsOfAnotherModelAreNotAccepted() {
        answers("1,0,1,0");

        assertThatThrownBy(() -> new Prediction(journey()).ask(inference()))
                .hasMessageContaining("Only 0 of 4 predictions are right");
    }

    @Test
    void classesThatDoNotExistAreNotAccepted() {
        answers("7,7,7,7");

        assertThatThrownBy(() -> new Prediction(journey()).ask(inference()))
                .hasMessageContaining("classes that the data does not have");
    }

    @Test
    void outputIsPutTogetherToLines() {
        List<String> lines = new ArrayList<>();
        var output = new Lines(lines::add);

        output.accept("epo");
        output.accept("ch 1\nepoch 2\r\nep");

        assertThat(lines).containsExactly("epoch 1", "epoch 2");
    }

    private void answers(String labels) {
        workbench.json(
                "POST " + MODEL + "/infer",
                "{\"outputs\":[{\"name\":\"probabilities\",\"shape\":[4,2],\"data\":[1,0,1,0,1,0,1,0]},"
                        + "{\"name\":\"label\",\"shape\":[4],\"data\":[" + labels + "]}]}");
    }

    private Inference inference() {
        return new Inference(journey().api(), URI.create(workbench.url() + MODEL));
    }

    private Journey journey() {
        var out = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
        var shell = new Shell(environment(), out, out, InputStream.nullInputStream(), false, Clock.systemUTC());
        var journey = new Journey(shell, new Reporter(out, new Style(false), 9), "demo", directory);
        journey.connect(new Connection(URI.create(workbench.url()), "wbx_key", "demo"));
        journey.use(Template.fetch(journey.api(), "t"));
        return journey;
    }

    private Map<String, String> environment() {
        return Map.of(
                "WBX_URL", workbench.url(),
                "WBX_API_KEY", "wbx_key",
                "WBX_CONFIG", directory.resolve("config.json").toString());
    }
}
