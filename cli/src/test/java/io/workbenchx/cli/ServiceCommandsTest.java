package io.workbenchx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.shell.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data, runtimes, models, endpoints and schedules, as a person asks for them. */
class ServiceCommandsTest {

    private static final String PROJECT = "/api/v1/projects/demo";

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
    void createsAProjectWithABudget() {
        workbench.json("POST /api/v1/projects", "{\"name\":\"churn\"}");

        wbx("project create churn --template tabular-classifier --budget USD=20 --budget CPU_SECONDS=36000");

        assertThat(workbench.last().body())
                .isEqualTo(
                        "{\"name\":\"churn\",\"template\":\"tabular-classifier\",\"budget\":{\"USD\":20,\"CPU_SECONDS\":36000}}");
    }

    @Test
    void archivesAndRestoresAProject() {
        workbench.json("POST /api/v1/projects/churn/archive", "{}");
        workbench.json("POST /api/v1/projects/churn/restore", "{}");

        assertThat(Invocation.of(environment(), "project", "archive", "churn").out())
                .isEqualTo("churn is archived; wbx project restore churn opens it again\n");
        assertThat(Invocation.of(environment(), "project", "restore", "churn").out())
                .isEqualTo("churn is open again\n");
    }

    @Test
    void uploadsAFileAsItIs() throws Exception {
        workbench.json(
                "POST " + PROJECT + "/datasets/my-data/versions",
                "{\"version\":2,\"rows\":1,\"columns\":[{}],\"bytes\":8,\"sha256\":\"ab\"}");
        var file = Files.writeString(directory.resolve("My Data.csv"), "a,b\n1,2\n");

        var upload = Invocation.of(environment(), "dataset", "upload", file.toString(), "--licence", "CC BY 4.0");

        assertThat(upload.out()).isEqualTo("my-data@2: 1 rows, 1 columns, 8 B, sha256 ab\n");
        assertThat(workbench.last().body()).isEqualTo("a,b\n1,2\n");
        assertThat(workbench.last().target()).endsWith("?fileName=My%20Data.csv&licence=CC%20BY%204.0");
    }

    @Test
    void aMissingFileIsAUsageMistake() {
        assertThat(wbx("dataset upload nowhere.csv").exitCode()).isEqualTo(2);
        assertThat(wbx("runtime build x --lock nowhere.lock").exitCode()).isEqualTo(2);
        assertThat(workbench.seen()).isEmpty();
    }

    @Test
    void listsTheNewestVersionOfEachDataset() {
        workbench.json("GET " + PROJECT + "/datasets", """
                {"items":[{"name":"a","version":1,"rows":1,"bytes":1,"sha256":"1"},{"name":"a","version":2,"rows":2,"bytes":1,"sha256":"2"},
                          {"name":"b","version":1,"rows":3,"bytes":1,"sha256":"3"}]}
                """);

        assertThat(wbx("datasets").lines())
                .containsExactly(
                        "NAME  VERSION  ROWS  SIZE  SHA256  AGE",
                        "a           2     2  1 B        2",
                        "b           1     3  1 B        3");
    }

    @Test
    void buildsARuntimeAndSaysThatItWaitsForApproval() throws Exception {
        var lock = Files.writeString(directory.resolve("requirements.lock"), "a==1 --hash=sha256:0");
        workbench.json("POST " + PROJECT + "/runs", "{\"id\":\"r1\"}").stream(
                        "GET " + PROJECT + "/runs/r1/logs", "event: end")
                .stream("GET " + PROJECT + "/runs/r1/events", "event: end")
                .json(
                        "GET " + PROJECT + "/runs/r1",
                        "{\"id\":\"r1\",\"state\":\"SUCCEEDED\",\"result\":{\"runtimeId\":\"t1\"}}")
                .json(
                        "GET /api/v1/runtimes/t1",
                        "{\"id\":\"t1\",\"name\":\"x\",\"state\":\"PENDING\",\"digest\":\"sha256:1\"}");

        var build = wbx("runtime build x --lock " + lock);

        assertThat(build.out()).contains("t1  x  PENDING", "wbx runtime approve t1");
        assertThat(Json.parse(workbench.seen().get(0).body()))
                .isEqualTo(Json.parse(
                        "{\"kind\":\"environment\",\"spec\":{\"name\":\"x\",\"lock\":\"a==1 --hash=sha256:0\"}}"));
    }

    @Test
    void approvesTheOneRuntimeThatCanBeMeant() {
        workbench
                .json(
                        "GET /api/v1/runtimes",
                        "{\"items\":[{\"id\":\"t1\",\"name\":\"x\",\"state\":\"APPROVED\"},{\"id\":\"t2\",\"name\":\"x\",\"state\":\"PENDING\"}]}")
                .json("POST /api/v1/runtimes/t2/approve", "{}")
                .json("GET /api/v1/runtimes/t2", "{\"id\":\"t2\",\"name\":\"x\",\"state\":\"APPROVED\"}");

        assertThat(wbx("runtime approve x").out()).contains("t2  x  APPROVED");
        assertThat(wbx("runtime approve y").err()).contains("There are 0 runtimes named \"y\" in state PENDING");
    }

    @Test
    void deploysTheNewestVersionAndWaitsUntilItServes() {
        workbench
                .json("GET " + PROJECT + "/models/m", "{\"versions\":[{\"version\":2},{\"version\":1}]}")
                .json("POST " + PROJECT + "/runs", "{\"id\":\"r1\",\"state\":\"QUEUED\"}")
                .problem("GET " + PROJECT + "/endpoints/m", 404, "NOT_FOUND", "No endpoint.")
                .json("GET " + PROJECT + "/endpoints/m", endpoint("r1"))
                .json("GET " + PROJECT + "/runs/r1", "{\"id\":\"r1\",\"state\":\"RUNNING\"}");

        var deploy = wbx("deploy m --replicas 2");

        assertThat(deploy.exitCode()).isZero();
        assertThat(deploy.out()).contains("endpoint m  SERVING  run r1", workbench.url() + "/endpoints/demo/m");
        assertThat(Json.parse(workbench.seen().stream()
                                .filter(seen -> seen.method().equals("POST"))
                                .findFirst()
                                .orElseThrow()
                                .body())
                        .path("spec"))
                .isEqualTo(Json.parse("{\"endpoint\":\"m\",\"model\":\"m\",\"version\":2,\"replicas\":2}"));
    }

    @Test
    void aDeploymentThatEndsBeforeItServesIsAFailure() {
        workbench
                .json("POST " + PROJECT + "/runs", "{\"id\":\"r1\",\"state\":\"QUEUED\"}")
                .json(
                        "GET " + PROJECT + "/runs/r1",
                        "{\"id\":\"r1\",\"state\":\"FAILED\",\"failure\":{\"code\":\"UNHEALTHY\",\"message\":\"It never answered.\"}}");

        var deploy = wbx("deploy m@1");

        assertThat(deploy.exitCode()).isEqualTo(1);
        assertThat(deploy.err()).contains("FAILED (UNHEALTHY): It never answered.", "wbx logs r1");
    }

    @Test
    void predictsOnRowsOfATable() throws Exception {
        var csv = Files.writeString(directory.resolve("rows.csv"), "a,b,target\n1,2,x\n3,4,y\n5,6,x\n");
        workbench
                .json("GET " + PROJECT + "/endpoints/m", endpoint("r1"))
                .json(
                        "GET /endpoints/demo/m/v2/models/m",
                        "{\"inputs\":[{\"name\":\"X\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]}")
                .json(
                        "POST /endpoints/demo/m/v2/models/m/infer",
                        "{\"model_name\":\"m\",\"model_version\":\"2\",\"outputs\":[{\"name\":\"label\",\"shape\":[2],\"data\":[0,1]}]}");

        var predict = wbx("predict m --csv " + csv + " --drop target --rows 2");

        assertThat(predict.lines()).containsExactly("ROW  LABEL", "  1      0", "  2      1");
        assertThat(predict.err()).contains("m@2", "ms");
        assertThat(workbench.last().body()).contains("\"shape\":[2,2],\"data\":[1.0,2.0,3.0,4.0]");
        assertThat(workbench.last().header("Authorization")).isEqualTo("Bearer wbx_key");
    }

    @Test
    void predictNeedsExactlyOneSource() {
        assertThat(wbx("predict m").exitCode()).isEqualTo(2);
        assertThat(wbx("predict m --data [1] --csv x").exitCode()).isEqualTo(2);
        assertThat(wbx("predict m --data nonsense").exitCode()).isEqualTo(1);
    }

    @Test
    void createsASchedule() {
        workbench.json(
                "POST " + PROJECT + "/schedules",
                "{\"name\":\"nightly\",\"cron\":\"0 3 * * *\",\"timezone\":\"UTC\",\"kind\":\"training\",\"state\":\"ACTIVE\"}");

        var create = Invocation.of(
                environment(),
                "schedule",
                "create",
                "nightly",
                "--cron",
                "0 3 * * *",
                "--runtime",
                "tabular",
                "--param",
                "n=1");

        assertThat(create.out()).contains("schedule  nightly", "state     ACTIVE", "cron      0 3 * * *  UTC");
        assertThat(Json.parse(workbench.last().body())).isEqualTo(Json.parse("""
                        {"kind":"training","spec":{"runtime":"tabular","parameters":{"n":"1"}},"name":"nightly","cron":"0 3 * * *"}
                        """));
    }

    @Test
    void pausesASchedule() {
        workbench
                .json("POST " + PROJECT + "/schedules/nightly/pause", "{}")
                .json("GET " + PROJECT + "/schedules/nightly", "{\"name\":\"nightly\",\"state\":\"PAUSED\"}");

        assertThat(wbx("schedule pause nightly").out()).contains("PAUSED");
    }

    @Test
    void storesAnEvidenceBundle() throws Exception {
        workbench.json("GET " + PROJECT + "/runs/r1/evidence", "bundle");

        var get = wbx("evidence get r1 -o " + directory.resolve("b.jsonl"));

        assertThat(get.exitCode()).isZero();
        assertThat(directory.resolve("b.jsonl")).hasContent("bundle");
    }

    private String endpoint(String run) {
        return "{\"name\":\"m\",\"state\":\"SERVING\",\"run\":\"" + run
                + "\",\"model\":\"m\",\"modelVersion\":2,\"url\":\"" + workbench.url() + "/endpoints/demo/m\"}";
    }

    private Map<String, String> environment() {
        return Map.of(
                "WBX_URL", workbench.url(),
                "WBX_API_KEY", "wbx_key",
                "WBX_CONFIG", directory.resolve("config.json").toString());
    }

    private Invocation wbx(String line) {
        return Invocation.line(environment(), line);
    }
}
