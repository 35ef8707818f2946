package io.workbenchx.standalone;

import io.workbenchx.standalone.engine.Engine;
import io.workbenchx.standalone.host.Secrets;
import io.workbenchx.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code infra.json} of a home: who runs there, on which ports, and how far the start got. It is how {@code wbx} follows the start and
 * finds the processes; it holds no secret.
 */
final class InfraFile {

    /** How far the workbench is. */
    enum State {
        STARTING,
        READY,
        STOPPING,
        STOPPED,
        FAILED
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final ObjectNode content = JSON.createObjectNode();

    InfraFile(Options options) {
        this.file = options.home().infraFile();
        content.put("pid", ProcessHandle.current().pid());
        content.put("state", State.STARTING.name());
        content.put("mode", options.infraOnly() ? "infra-only" : "all");
        content.put("version", version());
        content.put("java", Runtime.version().toString());
        content.put("home", options.home().root().toString());
        content.put("startedAt", Instant.now().toString());
        content.putArray("steps");
        content.putArray("notices");
        write();
    }

    private static String version() {
        String version = InfraFile.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** One part of the start. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    /** Does one part of the start and writes down how long it took; several may run at once. */
    <T> T step(String name, Step<T> step) throws IOException {
        long began = System.nanoTime();
        T result = step.run();
        synchronized (this) {
            content.withArray("steps")
                    .addObject()
                    .put("name", name)
                    .put("millis", (System.nanoTime() - began) / 1_000_000);
            write();
        }
        return result;
    }

    /** Something that the person at the keyboard should know. */
    synchronized void notice(String text) {
        content.withArray("notices").add(text);
        write();
    }

    synchronized void state(State state, @Nullable String reason) {
        if (state == State.READY) {
            content.put("readyAt", Instant.now().toString());
        }
        content.put("state", state.name());
        if (reason != null) {
            content.put("reason", reason);
        }
        write();
    }

    void postgres(PostgresServer server) throws IOException {
        String version = server.version();
        change(
                "postgres",
                node -> node.put("pid", server.pid())
                        .put("port", server.port())
                        .put("version", version)
                        .put("url", server.jdbcUrl()));
    }

    void engine(Engine engine) {
        change(
                "engine",
                node -> node.put(
                                "kind",
                                engine.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .put("address", engine.address())
                        .put("namespace", engine.namespace())
                        .put("ui", engine.ui())
                        .put("durable", engine.durable())
                        .put("pid", engine.pid())
                        .put("announcement", engine.announcement()));
    }

    void endpoint(String name, int port) {
        change(name, node -> node.put("port", port).put("url", "http://127.0.0.1:" + port));
    }

    /** A supervised process was replaced by its successor. */
    void pid(String name, long pid) {
        change(
                name,
                node -> node.put("pid", pid)
                        .put("restarts", node.path("restarts").asInt(0) + 1));
    }

    private synchronized void change(String name, Consumer<ObjectNode> change) {
        change.accept(content.withObject("/" + name));
        write();
    }

    private void write() {
        try {
            Secrets.writePrivately(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
        } catch (IOException full) {
            throw new UncheckedIOException("Cannot write " + file, full);
        }
    }
}
