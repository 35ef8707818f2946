package io.workbenchx.api.frontdoor;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.api.RunningApi;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.deployment.EndpointService;
import io.workbenchx.control.replica.ReplicaRecords;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A project with an endpoint behind the running api's front door; what a worker would write is written here. */
final class FrontDoorFixture {

    static final String DIGEST = "ab".repeat(32);

    final RunningApi api = RunningApi.get();
    final String project = "p-" + UUID.randomUUID().toString().substring(0, 8);
    final String endpoint = "churn";
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JdbcClient jdbc = JdbcClient.create(TestDatabase.workbench());
    private final UUID projectId;
    private final UUID runtime = UuidCreator.getTimeOrderedEpoch();

    FrontDoorFixture() {
        RunningApi.Answer created = api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", project));
        if (created.status() != 201) {
            throw new IllegalStateException(created.body());
        }
        projectId = jdbc.sql("select id from ops.projects where name = ?")
                .param(project)
                .query(UUID.class)
                .single();
        jdbc.sql("""
                        insert into ops.runtimes (id, name, kind, digest, state, created_by)
                        select ?, 'tabular', 'ENVIRONMENT', ?, 'APPROVED', created_by from ops.projects where id = ?
                        """)
                .params(
                        runtime,
                        "sha256:"
                                + UUID.randomUUID().toString().replace("-", "").repeat(2),
                        projectId)
                .update();
    }

    String key(String role) {
        return user(role)[1];
    }

    /** Name and key of a new user. */
    String[] user(String role) {
        String name = "u-" + UUID.randomUUID();
        JsonNode answer = api.send("POST", "/api/v1/users", api.adminKey(), Map.of("name", name, "role", role))
                .json();
        return new String[] {name, answer.path("apiKey").asString()};
    }

    String member(String role) {
        String[] user = user("ENGINEER");
        RunningApi.Answer put = api.send(
                "PUT", "/api/v1/projects/" + project + "/members/" + user[0], api.adminKey(), Map.of("role", role));
        if (put.status() >= 300) {
            throw new IllegalStateException(put.body());
        }
        return user[1];
    }

    /** An admitted deployment run, as its workflow would find it. */
    RunContext run() {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, 'deployment', '{}', ?, '', (select created_by from ops.projects where id = ?), 'test',
                          ?, '', 3, true, array['CPU_SECONDS'], array[10::numeric], null, null, null, null, true, '{}')
                        """)
                .params(id, projectId, "0".repeat(64), projectId, id.toString())
                .query(String.class)
                .single();
        return new RunContext(id, projectId, project, RunKind.DEPLOYMENT, "test", 1);
    }

    DeploymentSpec spec() {
        return new DeploymentSpec(
                endpoint,
                "churn",
                1,
                DIGEST,
                null,
                List.of(new DeploymentSpec.ModelFile("model.onnx", DIGEST, 5)),
                new DeploymentSpec.RuntimeBinding(runtime, "tabular", "sha256:" + DIGEST, DIGEST),
                1,
                512L << 20,
                64,
                Duration.ZERO);
    }

    /** A new deployment with these replicas gets the traffic. */
    RunContext deploy(Path... sockets) {
        RunContext run = run();
        api.bean(EndpointService.class).open(run, spec());
        for (int ordinal = 0; ordinal < sockets.length; ordinal++) {
            replica(run, ordinal, sockets[ordinal], uid(sockets[ordinal]));
        }
        api.bean(EndpointService.class).switchTo(run, spec());
        return run;
    }

    void replica(RunContext run, int ordinal, Path socket, long uid) {
        ReplicaProcess process = new ReplicaProcess(ordinal, "h1", 1);
        api.bean(ReplicaRecords.class).started(run, process);
        api.bean(ReplicaRecords.class).healthy(run, process, socket, uid);
    }

    static long uid(Path path) {
        try {
            return ((Number) Files.getAttribute(path, "unix:uid")).longValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return api.bean(FrontDoor.class).port();
    }

    String base() {
        return "/endpoints/" + project + "/" + endpoint + "/v2";
    }

    HttpRequest.Builder request(String path, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(60));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path, String key) {
        return send(request(path, key).build());
    }

    /** Asks until the route is known to the front door and a replica answers. */
    void awaitServing(String key) {
        await(() -> get(base() + "/health/ready", key).statusCode() == 200);
    }

    static JsonNode json(HttpResponse<String> response) {
        return new JsonMapper().readTree(response.body());
    }

    /** Status code of what is answered to these very bytes. */
    int raw(String head) {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            byte[] start = socket.getInputStream().readNBytes(12);
            return start.length < 12 ? -1 : Integer.parseInt(new String(start, StandardCharsets.US_ASCII).substring(9));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int raw(String method, String target, String key) {
        return raw(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + (key == null ? "" : "Authorization: Bearer " + key + "\r\n") + "\r\n");
    }

    static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(90);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("not in time");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
