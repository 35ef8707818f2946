package io.workbenchx.standalone.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.standalone.StandaloneProcess;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.TestHome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A workbench of its own with a project, and the runtime for notebooks that comes with the workbench, built and approved. */
final class Laboratory {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PROJECT = "/api/v1/projects/lab";
    static final String RUNTIME = "notebook";

    private final Home home;
    private StandaloneProcess workbench;
    private final String key;

    private Laboratory(Home home, StandaloneProcess workbench, String key) {
        this.home = home;
        this.workbench = workbench;
        this.key = key;
    }

    static Laboratory open() throws Exception {
        Home home = TestHome.create();
        Files.delete(home.cache());
        Files.createSymbolicLink(home.cache(), TestHome.cache());
        StandaloneProcess workbench = StandaloneProcess.launch(home).awaitReady();
        String key = JSON.readTree(Files.readString(home.keys().resolve("first-login.json")))
                .path("apiKey")
                .asString();
        Laboratory laboratory = new Laboratory(home, workbench, key);
        laboratory.post("/api/v1/projects", object().put("name", "lab"));
        laboratory.buildRuntime();
        return laboratory;
    }

    private void buildRuntime() throws Exception {
        ObjectNode spec = object().put("name", RUNTIME)
                .put("lock", Files.readString(Path.of("../deploy/runtimes/notebook/requirements.lock")));
        ObjectNode request = object().put("kind", "environment");
        request.set("spec", spec);
        String run = post(PROJECT + "/runs", request).path("id").asString();
        TestHome.eventually("the runtime is built", () -> {
            JsonNode now = get(PROJECT + "/runs/" + run);
            assertThat(now.path("state").asString()).as("%s", now).isNotEqualTo("FAILED");
            return now.path("state").asString().equals("SUCCEEDED");
        });
        String runtime = get("/api/v1/runtimes").path("items").get(0).path("id").asString();
        post("/api/v1/runtimes/" + runtime + "/approve", object());
    }

    Path runs() {
        return home.root().resolve("runs");
    }

    String key() {
        return key;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    JsonNode start(String name, ObjectNode spec) throws Exception {
        ObjectNode request = object();
        request.set("spec", spec.put("name", name).put("runtime", RUNTIME));
        post(PROJECT + "/sessions", request);
        return awaitReady(name);
    }

    JsonNode resume(String name) throws Exception {
        post(PROJECT + "/sessions/" + name + "/resume", object());
        return awaitReady(name);
    }

    JsonNode stop(String name) throws Exception {
        post(PROJECT + "/sessions/" + name + "/stop", object());
        return awaitEnd(name);
    }

    JsonNode session(String name) {
        return get(PROJECT + "/sessions/" + name);
    }

    /** What the session's latest run saved. */
    JsonNode outputs(String name) {
        return get(PROJECT + "/sessions/" + name + "/outputs");
    }

    String artifact(JsonNode session, String path) throws Exception {
        return workbench
                .get(PROJECT + "/runs/" + session.path("run").asString() + "/artifacts/" + path, key)
                .body();
    }

    JsonNode awaitReady(String name) {
        TestHome.eventually("session " + name + " is ready", () -> {
            JsonNode now = session(name);
            assertThat(now.path("open").asBoolean()).as("%s", now).isTrue();
            return now.path("phase").asString().equals("READY");
        });
        return session(name);
    }

    JsonNode awaitEnd(String name) {
        TestHome.eventually(
                "session " + name + " has ended",
                () -> !session(name).path("open").asBoolean(true));
        return session(name);
    }

    /** An address that lets one browser in, once. */
    String entry(JsonNode session, String page) throws Exception {
        return post(PROJECT + "/sites/" + session.path("site").asString() + "/entry", object().put("path", page))
                .path("url")
                .asString();
    }

    LabClient client(JsonNode session) {
        return new LabClient(URI.create(session.path("url").asString()), key);
    }

    /** kill -9 of api and worker; what runs in sandboxes goes on. Then they are started again. */
    void killAndRestart() throws Exception {
        TestHome.kill(workbench.pid());
        workbench = StandaloneProcess.launch(home).awaitReady();
    }

    void close() throws Exception {
        workbench.stop();
    }

    private JsonNode get(String path) {
        try {
            return read(workbench.get(path, key));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode post(String path, JsonNode body) throws Exception {
        return read(workbench.post(path, key, body));
    }

    private static JsonNode read(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as("%s", answer.body()).isBetween(200, 299);
        return answer.body().isEmpty() ? object() : JSON.readTree(answer.body());
    }
}
