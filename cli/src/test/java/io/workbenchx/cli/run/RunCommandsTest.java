package io.workbenchx.cli.run;

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

class RunCommandsTest {

    private static final String RUNS = "/api/v1/projects/demo/runs";

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
    void optionsBecomeATrainingSpec() {
        workbench.json("POST " + RUNS, run("QUEUED"));

        var started = wbx("run training --dataset a --dataset b@3 --runtime tabular --param n=1 --param m=x=y"
                + " --entrypoint train.py --timeout 90s --seed 7 --budget USD=0.5");

        assertThat(started.exitCode()).isZero();
        assertThat(started.out()).contains("run r1  QUEUED", "wbx logs -f r1");
        assertThat(Json.parse(workbench.last().body())).isEqualTo(Json.parse("""
                        {"kind":"training","budget":{"USD":0.5},"spec":{"entrypoint":"train.py","runtime":"tabular",
                         "timeout":"PT1M30S","seed":7,"parameters":{"n":"1","m":"x=y"},"datasets":{"a":null,"b":3}}}
                        """));
    }

    @Test
    void optionsWinOverTheSpecFile() throws Exception {
        workbench.json("POST " + RUNS, run("QUEUED"));
        var spec = Files.writeString(
                directory.resolve("spec.json"), "{\"runtime\":\"old\",\"parameters\":{\"a\":\"1\",\"b\":\"2\"}}");

        wbx("run -f " + spec + " --runtime new --param b=3");

        assertThat(Json.write(Json.parse(workbench.last().body()).path("spec")))
                .isEqualTo("{\"runtime\":\"new\",\"parameters\":{\"a\":\"1\",\"b\":\"3\"}}");
    }

    @Test
    void aSpecThatIsNoJsonIsAUsageMistake() throws Exception {
        var spec = Files.writeString(directory.resolve("spec.json"), "entrypoint: train.py");

        var failed = wbx("run -f " + spec);

        assertThat(failed.exitCode()).isEqualTo(2);
        assertThat(failed.err()).contains("is no JSON");
        assertThat(workbench.seen()).isEmpty();
    }

    @Test
    void previewStartsNothing() {
        workbench.json("POST " + RUNS + "/preview", """
                {"summary":"train.py","specSha256":"ab","spec":{},"waits":false,"fits":true,
                 "budget":{"CPU_SECONDS":{"reserved":600,"typical":3.7,"available":8200,"fits":true}}}
                """);

        var preview = wbx("run training --runtime tabular --preview");

        assertThat(preview.exitCode()).isZero();
        assertThat(preview.out()).contains("CPU_SECONDS", "600", "3.7", "8200", "could begin now");
        assertThat(workbench.seen()).hasSize(1);
    }

    @Test
    void previewFailsWhenTheBudgetDoesNotCoverIt() {
        workbench.json("POST " + RUNS + "/preview", """
                {"summary":"train.py","specSha256":"ab","spec":{},"waits":true,"fits":false,
                 "budget":{"USD":{"reserved":5,"typical":null,"available":1,"fits":false}}}
                """);

        var preview = wbx("run training --runtime tabular --preview");

        assertThat(preview.exitCode()).isEqualTo(1);
        assertThat(preview.out()).contains("would be refused");
    }

    @Test
    void waitingShowsTheOutputAndTheEnd() {
        workbench.json("POST " + RUNS, run("QUEUED")).stream(
                        "GET " + RUNS + "/r1/logs", "id: 6\ndata: \"epoch \"", "id: 8\ndata: \"1\\n\"", "event: end")
                .stream("GET " + RUNS + "/r1/events", "id: 9\nevent: run.ended\ndata: {}", "event: end")
                .json("GET " + RUNS + "/r1", run("SUCCEEDED"));

        var run = wbx("run training --wait");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("epoch 1\nrun r1  SUCCEEDED  12.0s  $0.000120, 12 CPU s\n");
    }

    @Test
    void waitingForAFailureExitsWithOneAndTheReason() {
        workbench.json("POST " + RUNS, run("QUEUED")).stream("GET " + RUNS + "/r1/logs", "event: end").stream(
                        "GET " + RUNS + "/r1/events", "event: end")
                .json("GET " + RUNS + "/r1", run("FAILED"));

        var run = wbx("run training --wait");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("SCRIPT_FAILED  train.py ended with exit code 1.", "wbx logs r1");
    }

    @Test
    void listsRunsInColumns() {
        workbench.json("GET " + RUNS, "{\"items\":[" + run("SUCCEEDED") + "],\"next\":\"c2\"}");

        var list = wbx("runs --kind training --state failed --limit 5");

        assertThat(list.lines())
                .containsExactly(
                        "ID  KIND      STATE      AGE  TOOK   COST       SUMMARY",
                        "r1  training  SUCCEEDED  1h   12.0s  $0.000120  train it");
        assertThat(list.err()).contains("--cursor c2");
        assertThat(workbench.last().target()).isEqualTo(RUNS + "?kind=training&state=FAILED&limit=5");
    }

    @Test
    void jsonIsWhatTheWorkbenchSaid() {
        workbench.json("GET " + RUNS, "{\"items\":[],\"next\":null}");

        var list = wbx("runs --json");

        assertThat(Json.parse(list.out())).isEqualTo(Json.parse("{\"items\":[],\"next\":null}"));
        assertThat(list.err()).isEmpty();
    }

    @Test
    void showsARunOnOneScreen() {
        workbench.json("GET " + RUNS + "/r1", run("FAILED"));

        assertThat(wbx("run show r1").out())
                .contains("state       FAILED", "failure     SCRIPT_FAILED", "took        12.0s", "\"entrypoint\"");
    }

    @Test
    void followsLogsAcrossABrokenConnection() {
        workbench.stream("GET " + RUNS + "/r1/logs", "id: 4\ndata: \"one\\n\"").stream(
                "GET " + RUNS + "/r1/logs", "id: 8\ndata: \"two\\n\"", "event: end");

        var logs = wbx("logs -f r1");

        assertThat(logs.out()).isEqualTo("one\ntwo\n");
        assertThat(workbench.last().header("Last-Event-ID")).isEqualTo("4");
    }

    @Test
    void logsForMachinesAreOneObjectPerLine() {
        var line = "{\"seq\":0,\"at\":\"2026-11-21T19:00:00Z\",\"stream\":\"stderr\",\"text\":\"one\"}";
        workbench.stream("GET " + RUNS + "/r1/logs", "id: 4\ndata: [" + line + "]", "event: end");

        assertThat(wbx("logs -f r1 --json").out()).isEqualTo(line + "\n");
    }

    @Test
    void readsEveryPageOfEvents() {
        workbench
                .json("GET " + RUNS + "/r1/events", "{\"items\":[" + event(1, "run.admitted") + "]}")
                .json("GET " + RUNS + "/r1/events", "{\"items\":[" + event(2, "run.started") + "]}")
                .json("GET " + RUNS + "/r1/events", "{\"items\":[]}");

        assertThat(wbx("events r1").out()).contains("run.admitted", "run.started");
        assertThat(workbench.last().target()).endsWith("?after=2");
    }

    @Test
    void comparesRunsAndMarksWhatDiffers() {
        workbench.json("GET /api/v1/projects/demo/compare", """
                {"runs":[{"id":"r1","params":{"n":"1","same":"x"},"metrics":{"acc":0.5}},
                         {"id":"r2","params":{"n":"2","same":"x"},"metrics":{"acc":0.75}}]}
                """);

        assertThat(wbx("compare r1 r2").lines())
                .containsExactly("         r1   r2", "*  n     1    2", "   same  x    x", "*  acc   0.5  0.75");
        assertThat(workbench.last().target()).endsWith("?runs=r1%2Cr2");
    }

    @Test
    void reproducingTellsWhatMatches() {
        workbench.json("POST " + RUNS + "/r1/reproduce", "{\"id\":\"r2\",\"state\":\"QUEUED\"}").stream(
                        "GET " + RUNS + "/r2/events", "event: end")
                .json("GET " + RUNS + "/r2", run("SUCCEEDED").replace("\"r1\"", "\"r2\""))
                .json("GET " + RUNS + "/r2/reproduction", """
                        {"original":"r1","reproduction":"r2","state":"SUCCEEDED","identical":false,"inputs":{},
                         "metrics":{"acc":{"original":"0.5","reproduction":"0.5","matches":true},
                                    "loss":{"original":"1","reproduction":null,"matches":false}},
                         "artifacts":{},"moved":["dataset a@2"]}
                        """);

        var report = wbx("reproduce r1");

        assertThat(report.exitCode()).isZero();
        assertThat(report.lines())
                .contains(
                        "METRIC  ORIGINAL  REPRODUCTION  MATCHES",
                        "acc          0.5           0.5  yes",
                        "loss           1                NO",
                        "Neither run kept artifacts.",
                        "today a new run would take: dataset a@2");
    }

    @Test
    void cancellingSendsTheReason() {
        workbench.json("POST " + RUNS + "/r1/cancel", "{}").json("GET " + RUNS + "/r1", run("RUNNING"));

        assertThat(wbx("cancel r1 --reason wrong").out()).contains("cancellation requested");
        assertThat(workbench.seen().get(0).body()).isEqualTo("{\"reason\":\"wrong\"}");
    }

    private static String event(int seq, String type) {
        return "{\"seq\":" + seq + ",\"type\":\"" + type
                + "\",\"at\":\"2026-08-01T11:00:00Z\",\"actor\":\"ana\",\"data\":{}}";
    }

    private static String run(String state) {
        var failure = state.equals("FAILED")
                ? "{\"code\":\"SCRIPT_FAILED\",\"message\":\"train.py ended with exit code 1.\"}"
                : "null";
        return """
                {"id":"r1","kind":"training","state":"%s","summary":"train it","createdBy":"ana",
                 "createdAt":"2026-08-01T11:00:00Z","startedAt":"2026-08-01T11:00:01Z","finishedAt":"2026-08-01T11:00:13Z",
                 "attempt":1,"failure":%s,"spec":{"entrypoint":"train.py"},"specSha256":"ab","lineageComplete":true,
                 "cost":{"USD":{"reserved":0.1,"spent":0.00012},"CPU_SECONDS":{"reserved":60,"spent":12.0}}}
                """.formatted(state, failure);
    }

    private Invocation wbx(String line) {
        return Invocation.line(
                Map.of(
                        "WBX_URL", workbench.url(),
                        "WBX_API_KEY", "wbx_key",
                        "WBX_CONFIG", directory.resolve("config.json").toString()),
                line);
    }
}
