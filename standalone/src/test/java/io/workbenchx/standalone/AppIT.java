package io.workbenchx.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.workbenchx.standalone.SiteVisitor.Answer;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.TestHome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The app starters of the repository, deployed for real and visited through the front door. */
@Disabled("not seen to pass yet: it was written before the front door had sites")
class AppIT {

    private static final Path TEMPLATES =
            Path.of("../templates").toAbsolutePath().normalize();
    private static final String PROJECT = "apps";
    /** What Streamlit's own page sends first: run the script. */
    private static final Buffer RERUN = Buffer.buffer(new byte[] {0x5a, 0x00});

    @TempDir
    Path folder;

    private StandaloneProcess workbench;
    private RestClient rest;
    private SiteVisitor visitor;

    @BeforeEach
    void launch() throws Exception {
        Home home = TestHome.create();
        Files.delete(home.cache());
        Files.createSymbolicLink(home.cache(), TestHome.cache());
        workbench = StandaloneProcess.launch(home).awaitReady();
        String key = JsonMapper.shared()
                .readTree(Files.readString(home.keys().resolve("first-login.json")))
                .path("apiKey")
                .asString();
        JsonNode infra = workbench.infra();
        rest = new RestClient(infra.path("api").path("url").asString(), key);
        visitor = new SiteVisitor(
                URI.create(infra.path("frontDoor").path("url").asString()).getPort(), key);
        rest.post("/projects", Map.of("name", PROJECT, "budget", Map.of("USD", 1000, "CPU_SECONDS", 1000000)));
    }

    @AfterEach
    void stop() throws Exception {
        visitor.close();
        workbench.stop();
    }

    @Test
    void deploysAndRollsBackWithoutAFailedRequestSleepsAndWakes() throws Exception {
        List<String> builds = Stream.of("flask", "streamlit", "nextjs")
                .map(this::buildRuntime)
                .toList();
        Path next = nextBuild();
        builds.forEach(this::approve);

        String node = deploy(
                "board",
                Map.of(
                        "framework",
                        "NODE",
                        "runtime",
                        "nextjs",
                        "code",
                        push(next),
                        "health",
                        "/api/health",
                        "sleepAfter",
                        "PT10S"));
        String streamlit = deploy(
                "savings",
                Map.of(
                        "framework",
                        "STREAMLIT",
                        "runtime",
                        "streamlit",
                        "code",
                        push(TEMPLATES.resolve("streamlit-app/code"))));
        String first = deploy("greetings", flask(push(TEMPLATES.resolve("flask-app/code"))));

        String board = site("board", node);
        assertThat(visitor.get(board, "/").body()).contains("Hello from Next.js");

        String savings = site("savings", streamlit);
        assertThat(visitor.get(savings, "/").body()).contains("<title>Streamlit</title>");
        assertThat(visitor.converse(savings, "/_stcore/stream", "streamlit", RERUN, "Interest per year")
                        .length())
                .isPositive();

        String greetings = site("greetings", first);
        assertThat(visitor.get(greetings, "/api/greeting").body()).contains("Hello, world.");
        rollsBackUnderLoad(greetings, first);
        crashLoopLeavesTheOldReleaseAlone(greetings);
        sleepsAndWakes(board);
    }

    private void rollsBackUnderLoad(String label, String first) throws Exception {
        String second;
        String third;
        try (Visits visits = new Visits(visitor, label, "/api/greeting")) {
            visits.hears("Hello, world.");
            Path changed = Files.createDirectories(folder.resolve("changed"));
            Files.writeString(
                    changed.resolve("app.py"),
                    Files.readString(TEMPLATES.resolve("flask-app/code/app.py")).replace("Hello, ", "Good day, "));
            second = deploy("greetings", flask(push(changed)));
            site("greetings", second);
            visits.hears("Good day, world.");
            assertThat(ended(first).path("state").asString()).isEqualTo("SUCCEEDED");

            third = rest.post(apps() + "/greetings/rollback", Map.of())
                    .path("id")
                    .asString();
            site("greetings", third);
            visits.hears("Hello, world.");
            assertThat(ended(second).path("state").asString()).isEqualTo("SUCCEEDED");
            assertThat(visits.failures())
                    .as("of " + visits.count() + " requests")
                    .isEmpty();
            assertThat(visits.count()).isGreaterThan(100);
        }
        assertThat(rest.get(apps() + "/greetings").path("release").asInt()).isEqualTo(1);
        assertThat(rest.get(apps() + "/greetings/releases").path("items").size())
                .isEqualTo(2);
    }

    private void crashLoopLeavesTheOldReleaseAlone(String label) {
        Map<String, Object> broken = new LinkedHashMap<>(flask(rest.get(apps() + "/greetings/releases")
                .path("items")
                .get(0)
                .path("code")
                .asString()));
        broken.put("entrypoint", "missing:app");
        JsonNode ended = ended(deploy("greetings", broken));

        assertThat(ended.path("state").asString()).isEqualTo("FAILED");
        assertThat(ended.path("failure").path("message").asString()).contains("missing");
        assertThat(rest.get("/projects/" + PROJECT + "/runs/" + ended.path("id").asString() + "/events?limit=500")
                        .findValuesAsString("type"))
                .containsOnlyOnce("alert.raised");
        assertThat(visitor.get(label, "/api/greeting"))
                .isEqualTo(new Answer(200, "{\"greeting\":\"Hello, world.\"}\n"));
    }

    private void sleepsAndWakes(String label) {
        String path = apps() + "/board";
        TestHome.eventually(
                "the app sleeps", () -> rest.get(path).path("state").asString().equals("ASLEEP"));
        TestHome.eventually(
                "no replica lives", () -> rest.get(path).path("replicas").asInt() == 0);

        assertThat(visitor.get(label, "/").body()).contains("Hello from Next.js");

        assertThat(rest.get(path).path("state").asString()).isEqualTo("SERVING");
        rest.post(path + "/stop", Map.of());
        TestHome.eventually(
                "the app is stopped",
                () -> rest.get(path).path("state").asString().equals("STOPPED"));
        assertThat(visitor.get(label, "/").status()).isEqualTo(503);
    }

    private static Map<String, Object> flask(String commit) {
        return Map.of("framework", "FLASK", "runtime", "flask", "code", commit, "health", "/healthz");
    }

    private static String apps() {
        return "/projects/" + PROJECT + "/apps";
    }

    private String deploy(String app, Map<String, Object> spec) {
        return rest.post(apps() + "/" + app + "/releases", Map.of("spec", spec))
                .path("id")
                .asString();
    }

    /** Label of the app's site, once the run has its traffic. */
    private String site(String app, String run) {
        TestHome.eventually("run " + run + " serves " + app, () -> {
            JsonNode now = rest.get("/projects/" + PROJECT + "/runs/" + run);
            assertThat(RestClient.over(now)).as(now.path("failure").toString()).isFalse();
            return rest.get(apps())
                    .path("items")
                    .valueStream()
                    .anyMatch(one -> one.path("run").asString("").equals(run));
        });
        return rest.get(apps() + "/" + app).path("site").asString();
    }

    private JsonNode ended(String run) {
        return rest.ended(PROJECT, run);
    }

    private String buildRuntime(String name) {
        try {
            String lock = Files.readString(TEMPLATES.resolve(name + "-app/requirements.lock"));
            Map<String, ?> request = Map.of("kind", "environment", "spec", Map.of("name", name, "lock", lock));
            return rest.post("/projects/" + PROJECT + "/runs", request)
                    .path("id")
                    .asString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void approve(String build) {
        JsonNode ended = ended(build);
        assertThat(ended.path("state").asString())
                .as(ended.path("failure").toString())
                .isEqualTo("SUCCEEDED");
        rest.post("/runtimes/" + ended.path("result").path("runtimeId").asString() + "/approve", Map.of());
    }

    private String push(Path code) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive);
                Stream<Path> files = Files.walk(code)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(code.relativize(file).toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return rest.send("POST", "/projects/" + PROJECT + "/code", BodyPublishers.ofByteArray(archive.toByteArray()))
                .path("sha")
                .asString();
    }

    /** As its README says: built where there is a network, from the lock file. */
    private Path nextBuild() throws Exception {
        Path code = folder.resolve("next");
        command(folder, "cp", "-R", TEMPLATES.resolve("nextjs-app/code").toString(), code.toString());
        command(code, "npm", "ci", "--no-audit", "--no-fund");
        command(code, "npm", "run", "build");
        return code.resolve(".next/standalone");
    }

    private static void command(Path directory, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("NEXT_TELEMETRY_DISABLED", "1");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
