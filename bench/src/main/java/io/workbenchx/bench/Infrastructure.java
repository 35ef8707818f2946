package io.workbenchx.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A PostgreSQL (durable) and a Temporal dev server of their own, in a throw-away home, as their own processes. */
final class Infrastructure implements AutoCloseable {

    private static final long READY_SECONDS = 300;
    private static final Pattern EXPORT = Pattern.compile("export ([A-Z0-9_]+)='(.*)'");

    private final Path home;
    private final Process process;

    private Infrastructure(Path home, Process process) {
        this.home = home;
        this.process = process;
    }

    static Infrastructure start(Path home) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("wbx.root", "."));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                jar(root).toString(),
                "--infra-only",
                "--home=" + home,
                "--postgres-port=0",
                "--temporal-port=0",
                "--temporal-ui-port=0"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("infrastructure.log").toFile())
                .start();
        Infrastructure infrastructure = new Infrastructure(home, process);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!infrastructure.ready()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String log = Files.readString(home.resolve("infrastructure.log"));
                infrastructure.close();
                throw new IOException("The infrastructure did not start:\n" + log);
            }
            Thread.sleep(100);
        }
        return infrastructure;
    }

    private static Path jar(Path root) throws IOException {
        try (var files = Files.list(root.resolve("standalone/target"))) {
            return files.filter(file -> file.getFileName().toString().matches("standalone-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("standalone is not built"));
        }
    }

    private boolean ready() throws IOException {
        Path file = home.resolve("infra.json");
        if (!Files.exists(file)) {
            return false;
        }
        JsonNode state = JsonMapper.shared().readTree(Files.readString(file)).path("state");
        return state.asString("").equalsIgnoreCase("ready");
    }

    /** What api and worker have to know, as Spring reads it from the environment. */
    Map<String, Object> properties() throws IOException {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String line : Files.readAllLines(home.resolve("keys/infra.env"))) {
            Matcher export = EXPORT.matcher(line);
            if (export.matches()) {
                properties.put(export.group(1), export.group(2));
            }
        }
        return properties;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
