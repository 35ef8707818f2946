package io.workbenchx.providers.runner.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.workbenchx.providers.runner.HostCommand;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RunnerProperties;
import io.workbenchx.providers.runner.RuntimeMismatchException;
import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.Waiting;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The adapters of Vercel Sandbox and DigitalOcean against scripted exchanges in the shapes of their public references. */
class RemoteRunnersIT {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private final UUID run = UUID.fromString("0198c0de-0000-7000-8000-0123456789ab");
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    /** Answers by method and path; the last one stays. */
    private final Map<String, Queue<Reply>> script = new ConcurrentHashMap<>();

    private Path home;
    private HttpServer server;

    private record Reply(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        home = Files.createTempDirectory("wbx");
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        HostCommand.require(List.of("rm", "-rf", "--", home.toString()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            calls.add(call);
            bodies.put(call, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isIn("Bearer t0ken", null);
            Queue<Reply> replies = script.getOrDefault(call, new ArrayDeque<>());
            Reply reply = replies.size() > 1 ? replies.poll() : replies.peek();
            byte[] body = reply == null ? new byte[0] : reply.body().getBytes(StandardCharsets.UTF_8);
            if (reply != null && reply.status() == 429) {
                exchange.getResponseHeaders().set("Retry-After", "0");
            }
            exchange.sendResponseHeaders(reply == null ? 404 : reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void on(String call, int status, String body) {
        script.computeIfAbsent(call, key -> new ConcurrentLinkedQueue<>()).add(new Reply(status, body));
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private WorkloadSpec spec(String image, List<WorkloadSpec.Mount> mounts) {
        return new WorkloadSpec(
                run,
                "main",
                1,
                List.of("python3", "train it.py"),
                Map.of("TOKEN", "s3cr3t"),
                null,
                null,
                null,
                mounts,
                new WorkloadSpec.Limits(0, 3L << 30, Duration.ofMinutes(10), 64, 1L << 30, 1.5, 0),
                null,
                false,
                image);
    }

    private static WorkloadStatus end(Runner runner, WorkloadHandle handle) {
        return Waiting.until("the end", () -> {
            WorkloadStatus status = runner.status(handle);
            return status.running() ? null : status;
        });
    }

    // Vercel Sandbox

    private static final String NAME = "wbx-0123456789ab-main-1";
    private static final String SANDBOX = "/v2/sandboxes/" + NAME;
    private static final String SESSION = "/v2/sandboxes/sessions/ses_1";

    private Runner vercel() {
        return new VercelSandboxRunner(
                home,
                new VercelProperties(
                        "t0ken",
                        "team_1",
                        "prj_1",
                        address(),
                        null,
                        Duration.ofHours(1),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(1),
                        Duration.ofMillis(1)),
                RunnerProperties.defaults());
    }

    private static String sandbox(String image, String tags, String status) {
        return "{\"sandbox\":{\"name\":\"" + NAME + "\",\"image\":\"" + image + "\",\"tags\":" + tags
                + "},\"session\":{\"id\":\"ses_1\",\"vcpus\":2,\"status\":\"" + status + "\"},\"routes\":[]}";
    }

    private void vercelTakes(String image) {
        on("GET " + SANDBOX, 404, "");
        on("POST /v3/sandboxes", 429, "{\"error\":{\"code\":\"rate_limited\",\"message\":\"slow down\"}}");
        on("POST /v3/sandboxes", 200, sandbox(image, "{}", "running"));
        on("POST " + SESSION + "/cmd", 200, "{\"command\":{\"id\":\"cmd_0\"}}");
        on("POST " + SESSION + "/cmd", 200, "{\"command\":{\"id\":\"cmd_1\"}}");
        on("GET " + SESSION + "/cmd/cmd_0", 200, "{\"command\":{\"id\":\"cmd_0\",\"exitCode\":0}}");
        on("POST " + SESSION + "/fs/write", 200, "{}");
        on("PATCH " + SANDBOX, 200, "{}");
        on("DELETE " + SANDBOX, 200, "{}");
    }

    @Test
    void vercelRunsAJobToItsEnd() throws IOException {
        vercelTakes("team/vision@" + DIGEST);
        Path code = Files.createDirectory(home.resolve("code"));
        Files.writeString(code.resolve("train it.py"), "print('x')");
        Runner runner = vercel();

        WorkloadHandle handle =
                runner.start(spec("team/vision@" + DIGEST, List.of(new WorkloadSpec.Mount(code, "/work/code", true))));

        assertThat(bodies.get("POST /v3/sandboxes"))
                .contains("\"mode\":\"deny-all\"", "\"vcpus\":2", "\"persistent\":false", "\"timeout\":1200000")
                .doesNotContain("s3cr3t");
        assertThat(bodies.get("POST " + SESSION + "/cmd"))
                .contains("\"command\":\"python3\"", "\"args\":[\"train it.py\"]", "\"cwd\":\"/work/code\"", "s3cr3t");
        assertThat(bodies.get("PATCH " + SANDBOX)).contains("cmd_1", run.toString());
        assertThat(runner.attestation(handle).runtimeDigest()).isEqualTo(DIGEST);
        String tags = "{\"wbx-run\":\"" + run + "\",\"wbx-command\":\"cmd_1\",\"wbx-deadline\":\"WALL_LIMIT-600\"}";
        script.remove("GET " + SANDBOX);
        on("GET " + SANDBOX, 200, sandbox("team/vision@" + DIGEST, tags, "running"));
        on("GET " + SESSION + "/cmd/cmd_1", 200, "{\"command\":{\"id\":\"cmd_1\",\"exitCode\":null,\"startedAt\":1}}");
        on("GET " + SESSION + "/cmd/cmd_1", 503, "");
        on("GET " + SESSION + "/cmd/cmd_1", 200, "{\"command\":{\"id\":\"cmd_1\",\"exitCode\":3,\"durationMs\":5000}}");
        on(
                "GET " + SESSION + "/cmd/cmd_1/logs",
                200,
                "{\"stream\":\"stdout\",\"data\":\"one\\n\"}\n{\"stream\":\"stderr\",\"data\":\"zwö\\n\"}\n");
        on("POST " + SESSION + "/stop", 200, "{}");
        on(
                "GET /v2/sandboxes",
                200,
                "{\"sandboxes\":[{\"name\":\"" + NAME + "\",\"tags\":" + tags
                        + "},{\"name\":\"other\"}],\"pagination\":{\"next\":null}}");

        assertThat(runner.find(run, "main")).contains(handle);
        assertThat(runner.start(spec("team/vision@" + DIGEST, List.of()))).isEqualTo(handle);
        WorkloadStatus status = end(runner, handle);

        assertThat(status.exitCode()).isEqualTo(3);
        assertThat(status.reason()).isEqualTo(Reason.EXITED);
        assertThat(status.usage().cpuSeconds()).isEqualTo(10.0);
        assertThat(new String(runner.readLog(handle, 0, 100).content(), StandardCharsets.UTF_8))
                .isEqualTo("one\nzwö\n");
        assertThat(calls).as("what is paid for has ended").contains("POST " + SESSION + "/stop");
        assertThat(calls.stream().filter(call -> call.equals("POST /v3/sandboxes")))
                .as("tried again after 429")
                .hasSize(2);
        runner.remove(handle);
        assertThat(calls).contains("DELETE " + SANDBOX);
    }

    @Test
    void vercelStartsNothingInAnotherImage() {
        vercelTakes("team/vision@sha256:" + "cd".repeat(32));

        assertThatThrownBy(() -> vercel().start(spec("team/vision@" + DIGEST, List.of())))
                .isInstanceOf(RuntimeMismatchException.class);
        assertThat(calls).contains("DELETE " + SANDBOX).doesNotContain("POST " + SESSION + "/cmd");
    }

    @Test
    void vercelSaysThatItsTokenIsRefused() {
        on("GET " + SANDBOX, 403, "{\"error\":{\"code\":\"forbidden\",\"message\":\"Not authorized\"}}");

        assertThatThrownBy(() -> vercel().start(spec("team/vision@" + DIGEST, List.of())))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("Not authorized")
                .hasMessageContaining("token")
                .hasMessageNotContaining("t0ken");
    }

    // DigitalOcean App Platform

    private static final String GHCR = "ghcr.io/team/vision@" + DIGEST;

    private Runner digitalOcean() {
        return new DigitalOceanRunner(
                home,
                new DigitalOceanProperties(
                        "t0ken",
                        address(),
                        "fra",
                        null,
                        List.of("apps-s-1vcpu-1gb", "apps-s-2vcpu-4gb"),
                        null,
                        null,
                        Duration.ofSeconds(30),
                        Duration.ofMillis(1),
                        Duration.ofMillis(1)),
                RunnerProperties.defaults());
    }

    private String app() {
        return "{\"id\":\"app_1\",\"spec\":{\"name\":\"" + NAME
                + "\",\"jobs\":[{\"envs\":[{\"key\":\"WBX_RUN_ID\",\"value\":\"" + run + "\"}]}]}}";
    }

    private static String deployments(String phase, String digest, String steps) {
        return "{\"deployments\":[{\"id\":\"dep_1\",\"phase\":\"" + phase
                + "\",\"created_at\":\"2026-01-01T00:00:00Z\","
                + "\"phase_last_updated_at\":\"2026-01-01T00:01:00Z\",\"progress\":{\"steps\":" + steps
                + "},\"spec\":{\"jobs\":[{\"instance_size_slug\":\"apps-s-2vcpu-4gb\",\"image\":{\"digest\":\"" + digest
                + "\"}}]}}]}";
    }

    @Test
    void digitalOceanRunsAJobToItsEnd() {
        on("GET /v2/apps", 200, "{\"apps\":[],\"links\":{}}");
        on("GET /v2/apps", 200, "{\"apps\":[" + app() + "],\"links\":{}}");
        on("POST /v2/apps", 200, "{\"app\":" + app() + "}");
        on("GET /v2/apps/app_1/deployments", 200, deployments("PENDING_DEPLOY", DIGEST, "[]"));
        on("GET /v2/apps/app_1/deployments", 200, deployments("DEPLOYING", DIGEST, "[]"));
        on(
                "GET /v2/apps/app_1/deployments",
                200,
                deployments(
                        "ERROR",
                        DIGEST,
                        "[{\"name\":\"deploy\",\"status\":\"ERROR\",\"steps\":[{\"component_name\":\"workload\",\"status\":\"ERROR\",\"reason\":{\"code\":\"DeployContainerExitNonZero\"}}]}]"));
        on(
                "GET /v2/apps/app_1/deployments/dep_1/components/workload/logs",
                200,
                "{\"historic_urls\":[\"" + address() + "signed/log?sig=1\"]}");
        on("GET /signed/log", 200, "one\ntwo\n");
        on("DELETE /v2/apps/app_1", 200, "{\"id\":\"app_1\"}");
        Runner runner = digitalOcean();

        WorkloadHandle handle = runner.start(spec(GHCR, List.of()));

        assertThat(bodies.get("POST /v2/apps"))
                .contains("\"registry_type\":\"GHCR\"", "\"registry\":\"team\"", "\"repository\":\"vision\"", DIGEST)
                .contains(
                        "\"instance_size_slug\":\"apps-s-2vcpu-4gb\"",
                        "\"timeout\":\"600s\"",
                        "'python3' 'train it.py'")
                .contains("\"type\":\"SECRET\"")
                .doesNotContain("\"tag\"");
        assertThat(runner.attestation(handle).runtimeDigest()).isEqualTo(DIGEST);
        assertThat(runner.attestation(handle).network()).isEqualTo("host");
        assertThat(runner.find(run, "main")).contains(handle);
        WorkloadStatus status = end(runner, handle);
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.reason()).isEqualTo(Reason.EXITED);
        assertThat(status.usage().cpuSeconds()).isEqualTo(120.0);
        assertThat(new String(runner.readLog(handle, 0, 100).content(), StandardCharsets.UTF_8))
                .isEqualTo("one\ntwo\n");
        runner.remove(handle);
        assertThat(calls).contains("DELETE /v2/apps/app_1");
    }

    @Test
    void digitalOceanRefusesWhatItCannotDo() {
        Runner runner = digitalOcean();

        assertThatThrownBy(() -> runner.start(spec(GHCR, List.of(new WorkloadSpec.Mount(home, "/data/x", false)))))
                .isInstanceOf(UnsupportedWorkloadException.class)
                .hasMessageContaining("mounts");
        on("GET /v2/apps", 200, "{\"apps\":[],\"links\":{}}");
        assertThatThrownBy(() -> runner.start(spec("registry.example.org/vision@" + DIGEST, List.of())))
                .isInstanceOf(UnsupportedWorkloadException.class)
                .hasMessageContaining("ghcr.io");
        assertThat(calls).doesNotContain("POST /v2/apps");
    }

    @Test
    void digitalOceanCancelsWhatIsStopped() {
        on("GET /v2/apps", 200, "{\"apps\":[" + app() + "],\"links\":{}}");
        on("GET /v2/apps/app_1/deployments", 200, deployments("DEPLOYING", DIGEST, "[]"));
        on("POST /v2/apps/app_1/deployments/dep_1/cancel", 200, "{}");
        Runner runner = digitalOcean();
        WorkloadHandle handle = runner.start(spec(GHCR, List.of()));
        script.remove("GET /v2/apps/app_1/deployments");
        on("GET /v2/apps/app_1/deployments", 200, deployments("DEPLOYING", DIGEST, "[]"));
        on("GET /v2/apps/app_1/deployments", 200, deployments("DEPLOYING", DIGEST, "[]"));
        on("GET /v2/apps/app_1/deployments", 200, deployments("CANCELED", DIGEST, "[]"));

        assertThat(runner.stop(handle, Duration.ofSeconds(5)).reason()).isEqualTo(Reason.STOPPED);
        assertThat(calls)
                .contains("POST /v2/apps/app_1/deployments/dep_1/cancel")
                .doesNotContain("POST /v2/apps");
    }
}
