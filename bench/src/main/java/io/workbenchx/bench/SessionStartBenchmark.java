package io.workbenchx.bench;

import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.control.runtime.Runtime;
import io.workbenchx.control.runtime.RuntimeService;
import io.workbenchx.providers.environment.EnvironmentBuilder;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * From the request for a session to its first executed cell, through the front door, against JupyterLab started by hand in the very same
 * environment.
 */
final class SessionStartBenchmark implements Benchmark {

    private static final double GOAL = 1.3;
    private static final long PATIENCE_SECONDS = 600;
    private static final String CELL = "6 * 7";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Override
    public String name() {
        return "session-start";
    }

    @Override
    public String description() {
        return "from request to first executed cell, against JupyterLab started by hand in the same environment";
    }

    @Override
    public List<Figure> run(int rounds) throws Exception {
        try (Installation installation = Installation.start()) {
            Bed bed = prepare(installation);
            // The first start of each fills the page cache for both.
            byHand(bed);
            ours(bed, "warm");
            List<Double> ours = new ArrayList<>();
            List<Double> peer = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                peer.add(byHand(bed));
                ours.add(ours(bed, "round-" + round));
            }
            return List.of(Figure.ratio(
                    "request to first executed cell, median", "s", median(ours), median(peer), GOAL, true));
        }
    }

    /**
     * @param python of the environment
     */
    private record Bed(String api, String key, Path python) {}

    private static double ours(Bed bed, String name) throws Exception {
        long began = System.nanoTime();
        send(bed, "/sessions", "{\"spec\":{\"name\":\"" + name + "\",\"runtime\":\"notebook\"}}");
        JsonNode session = await(bed, name, "READY");
        double seconds;
        try (JupyterClient client =
                new JupyterClient(URI.create(session.path("url").asString()), "Bearer " + bed.key())) {
            client.awaitReady();
            execute(client);
            seconds = (System.nanoTime() - began) / 1e9;
        }
        send(bed, "/sessions/" + name + "/stop", "{}");
        await(bed, name, "ENDED");
        return seconds;
    }

    private static double byHand(Bed bed) throws Exception {
        Path home = Files.createTempDirectory("wbx-by-hand");
        int port = freePort();
        String token = UUID.randomUUID().toString();
        ProcessBuilder builder = new ProcessBuilder(
                        bed.python().toString(),
                        "-m",
                        "jupyterlab",
                        "--allow-root",
                        "--no-browser",
                        "--ServerApp.port=" + port,
                        "--ServerApp.port_retries=0",
                        "--ServerApp.root_dir=" + home)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile());
        builder.environment().putAll(Map.of("HOME", home.toString(), "JUPYTER_TOKEN", token));
        long began = System.nanoTime();
        Process jupyter = builder.start();
        try (JupyterClient client = new JupyterClient(URI.create("http://localhost:" + port), "token " + token)) {
            client.awaitReady();
            execute(client);
            return (System.nanoTime() - began) / 1e9;
        } finally {
            jupyter.descendants().forEach(ProcessHandle::destroyForcibly);
            jupyter.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void execute(JupyterClient client) throws Exception {
        String answer = client.execute(client.kernel(), CELL);
        if (!answer.equals("42")) {
            throw new IOException("The cell answered " + answer);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** A project, and the runtime for notebooks built and approved. */
    private static Bed prepare(Installation installation) throws Exception {
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            Identity identity = installation.get(Identity.class);
            UserAccount admin = identity.createUser("bench", Role.ADMIN, null);
            Caller caller = Caller.onBehalfOf(admin);
            Project project = installation.get(ProjectService.class).create(caller, "bench", null, Map.of());
            String lock = Files.readString(
                    Path.of(System.getProperty("wbx.root", "."), "deploy/runtimes/notebook/requirements.lock"));
            CanonicalJson json = installation.get(CanonicalJson.class);
            Run build = installation
                    .get(RunService.class)
                    .start(
                            caller,
                            project,
                            StartRun.of(
                                    RunKind.ENVIRONMENT, json.tree(Map.of("name", "notebook", "lock", lock)), "build"));
            awaitSuccess(installation, build.id());
            Runtime runtime = installation.get(RuntimeService.class).all().get(0);
            installation.get(RuntimeService.class).decide(caller, runtime.id(), Runtime.State.APPROVED);
            Path python = installation
                    .get(EnvironmentBuilder.class)
                    .build(lock, line -> {})
                    .path()
                    .resolve("bin/python");
            String key =
                    identity.issueKey(admin.id(), "bench", Duration.ofDays(1)).value();
            return new Bed(installation.url() + "/api/v1/projects/bench", key, python);
        }
    }

    private static void awaitSuccess(Installation installation, UUID run) throws Exception {
        for (long looks = 0; looks < PATIENCE_SECONDS * 4; looks++) {
            Run now = installation.get(RunRepository.class).findById(run).orElseThrow();
            if (now.state() == RunState.SUCCEEDED) {
                return;
            }
            if (now.state().terminal()) {
                throw new IOException("The runtime was not built: " + now.failureMessage());
            }
            Thread.sleep(250);
        }
        throw new IOException("The runtime was not built in time");
    }

    private static JsonNode await(Bed bed, String name, String phase) throws Exception {
        for (int tries = 0; tries < 2400; tries++) {
            JsonNode session = get(bed, "/sessions/" + name);
            if (session.path("phase").asString().equals(phase)) {
                return session;
            }
            if (!session.path("open").asBoolean()) {
                throw new IOException("The session ended: " + session);
            }
            Thread.sleep(JupyterClient.LOOK_MILLIS);
        }
        throw new IOException("The session is not " + phase);
    }

    private static JsonNode get(Bed bed, String path) throws Exception {
        return read(request(bed, path).GET().build());
    }

    private static JsonNode send(Bed bed, String path, String body) throws Exception {
        return read(request(bed, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder request(Bed bed, String path) {
        return HttpRequest.newBuilder(URI.create(bed.api() + path)).header("Authorization", "Bearer " + bed.key());
    }

    private static JsonNode read(HttpRequest request) throws Exception {
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
