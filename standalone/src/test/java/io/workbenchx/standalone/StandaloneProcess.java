package io.workbenchx.standalone;

import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.TestHome;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The standalone jar as a process of its own, as {@code wbx up} starts it. */
public final class StandaloneProcess {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Home home;
    private final Process process;

    private StandaloneProcess(Home home, Process process) {
        this.home = home;
        this.process = process;
    }

    public static StandaloneProcess launch(Home home, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-jar",
                jar().toString(),
                "--home=" + home.root()));
        for (String port : List.of("api", "front-door", "postgres", "temporal", "temporal-ui")) {
            command.add("--" + port + "-port=0");
        }
        command.addAll(List.of(options));
        File log = home.logs().resolve("workbench.log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        return new StandaloneProcess(home, process);
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("standalone-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow();
        }
    }

    /** Waits until it is ready; fails with its log when it ends instead. */
    public StandaloneProcess awaitReady() {
        TestHome.eventually("the workbench is ready", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("ended with " + process.exitValue() + ": " + log());
            }
            JsonNode infra = infra();
            return infra.path("pid").asLong() == process.pid()
                    && infra.path("state").asString().equals("READY");
        });
        return this;
    }

    public JsonNode infra() {
        try {
            return Files.exists(home.infraFile())
                    ? JsonMapper.shared().readTree(Files.readString(home.infraFile()))
                    : JsonMapper.shared().createObjectNode();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public String log() {
        try {
            return Files.readString(home.logs().resolve("workbench.log"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create(infra().path("api").path("url").asString() + path));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends JSON as the holder of a key. */
    public HttpResponse<String> post(String path, String key, JsonNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(infra().path("api").path("url").asString() + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    public long pid() {
        return process.pid();
    }

    Process process() {
        return process;
    }

    /** SIGTERM; returns the exit code. */
    public int stop() throws InterruptedException {
        process.destroy();
        TestHome.eventually("the workbench has stopped", () -> !process.isAlive());
        return process.waitFor();
    }
}
