package io.workbenchx.api.protocol.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.tracking.TrackingService;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A project of its own on the running api, spoken to as an MLflow client does. */
public final class MlflowProject {

    private static final RunningApi API = RunningApi.get();

    private final JdbcClient jdbc = JdbcClient.create(TestDatabase.workbench());
    private final Project project;
    private final String key;

    private MlflowProject(Project project, String key) {
        this.project = project;
        this.key = key;
    }

    public static MlflowProject create() {
        String name = "m" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        Answer created = API.send("POST", "/api/v1/projects", API.adminKey(), Map.of("name", name));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return new MlflowProject(API.bean(ProjectService.class).named(name).orElseThrow(), API.adminKey());
    }

    /** The same project, spoken to with another key. */
    public MlflowProject as(String otherKey) {
        return new MlflowProject(project, otherKey);
    }

    /** The same project, spoken to with the key of somebody who knows another one. */
    MlflowProject with(MlflowProject other) {
        return as(other.key);
    }

    public Project project() {
        return project;
    }

    public String rest(String path) {
        return "/api/v1/projects/" + project.name() + path;
    }

    public Answer restGet(String path) {
        return API.send("GET", rest(path), key, null);
    }

    public Answer restPost(String path, Object body) {
        return API.send("POST", rest(path), key, body);
    }

    Answer raw(String method, String path, Object body, String... headers) {
        return API.send(method, "/mlflow/" + project.name() + path, key, body, headers);
    }

    Answer get(String route, Map<String, String> query) {
        StringBuilder text = new StringBuilder();
        query.forEach((name, value) -> text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return raw("GET", "/api/2.0/mlflow/" + route + text, null);
    }

    public Answer post(String route, Object body) {
        return raw("POST", "/api/2.0/mlflow/" + route, body);
    }

    Answer send(String method, String route, Object body) {
        return raw(method, "/api/2.0/mlflow/" + route, body);
    }

    /** @param path encoded */
    public Answer put(String path, String content) {
        return raw("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + path, content);
    }

    /** Sends a file as it is read. */
    Answer put(String path, InputStream content) {
        return raw("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + path, content);
    }

    Answer artifact(String path) {
        return raw("GET", "/api/2.0/mlflow-artifacts/artifacts/" + path, null);
    }

    Answer list(String path) {
        return raw(
                "GET",
                "/api/2.0/mlflow-artifacts/artifacts?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8),
                null);
    }

    /** Starts a run as a client outside does. */
    String run() {
        return ok(post("runs/create", Map.of("experiment_id", "0", "start_time", 1)))
                .json()
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
    }

    /** A training run that is open for logging, all of its inputs known. */
    public UUID job(String experiment) {
        return job(experiment, true);
    }

    public UUID job(String experiment, boolean lineageComplete) {
        UUID run = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, 'training', '{}', ?, '', ?, 'test', ?, '', 3, true,
                          array[]::text[], array[]::numeric[], null, null, null, null, ?, '{}')
                        """)
                .params(run, project.id(), "0".repeat(64), project.createdBy(), run.toString(), lineageComplete)
                .query(String.class)
                .single();
        API.bean(TrackingService.class).open(project.id(), run, experiment, null, "ana");
        return run;
    }

    /** The project as the job itself sees it. */
    public MlflowProject asJob(UUID run) {
        return as(API.bean(Identity.class)
                .issueRunToken(project.createdBy(), project.id(), run, Duration.ofHours(1))
                .value());
    }

    public void finish(UUID run, String state) {
        jdbc.sql("select ops.finish_run(?, 'test', ?, null, null, null, '{}')")
                .params(run, state)
                .query(String.class)
                .single();
    }

    String experimentOf(String run) {
        return ok(get("runs/get", Map.of("run_id", run)))
                .json()
                .path("run")
                .path("info")
                .path("experiment_id")
                .asString();
    }

    /** Logs a model of two files, to the end. */
    public String model(String run, String name) {
        String experiment = experimentOf(run);
        Map<String, Object> body = new HashMap<>();
        body.put("experiment_id", experiment);
        body.put("name", name);
        body.put("source_run_id", run);
        body.put("params", List.of(Map.of("key", "depth", "value", "3")));
        String id = ok(post("logged-models", body))
                .json()
                .path("model")
                .path("info")
                .path("model_id")
                .asString();
        String root = experiment + "/models/" + id + "/artifacts/";
        ok(put(root + "model.onnx", "weights of " + name));
        ok(put(root + "MLmodel", "flavors: {}"));
        ok(send("PATCH", "logged-models/" + id, Map.of("model_id", id, "status", "LOGGED_MODEL_READY")));
        return id;
    }

    static Answer ok(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    static void refused(int status, String code, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("error_code").asString())
                .as(answer.body())
                .isEqualTo(code);
        assertThat(answer.json().path("message").asString()).isNotBlank();
    }
}
