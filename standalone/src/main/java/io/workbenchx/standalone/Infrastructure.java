package io.workbenchx.standalone;

import io.workbenchx.standalone.engine.Engine;
import io.workbenchx.standalone.engine.EngineChooser;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.Ports;
import io.workbenchx.standalone.host.Secrets;
import io.workbenchx.standalone.postgres.Login;
import io.workbenchx.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL and Temporal of one home: started in this order, stopped in the other. */
final class Infrastructure implements AutoCloseable {

    private final Options options;
    private final InfraFile file;
    private final Ports ports;
    private @Nullable PostgresServer postgres;
    private @Nullable Engine engine;

    Infrastructure(Options options, InfraFile file, Ports ports) {
        this.options = options;
        this.file = file;
        this.ports = ports;
    }

    /** Starts both at once; what was started before a failure is stopped by {@link #close}. */
    Map<String, String> start() throws IOException {
        CompletableFuture<Engine> starting =
                CompletableFuture.supplyAsync(this::startEngine, task -> new Thread(task, "engine-start").start());
        try {
            postgres = file.step("PostgreSQL", this::startPostgres);
        } finally {
            // Never leave while the other one may still be coming up: it would be stopped by nobody.
            engine = outcome(starting);
        }
        return environment(postgres, engine);
    }

    private PostgresServer startPostgres() throws IOException {
        Home home = options.home();
        PostgresServer.stopOrphan(home);
        int port = ports.choose("PostgreSQL", options.port(Options.Port.POSTGRES));
        PostgresServer started =
                PostgresServer.start(home, new Secrets(home), home.cache(), port, pid -> file.pid("postgres", pid));
        file.postgres(started);
        return started;
    }

    private Engine startEngine() {
        try {
            return file.step("Temporal", () -> {
                EngineChooser chooser = new EngineChooser(options.home(), System.getenv(), ports, file::notice);
                Engine started = chooser.start(
                        options.engine(),
                        new EngineChooser.Preferred(
                                options.port(Options.Port.TEMPORAL),
                                options.port(Options.Port.TEMPORAL_UI),
                                "http://127.0.0.1:" + options.port(Options.Port.API) + "/api/v1/codec"),
                        pid -> file.pid("engine", pid));
                file.engine(started);
                if (!started.durable()) {
                    file.notice(started.announcement());
                }
                return started;
            });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Engine outcome(CompletableFuture<Engine> starting) {
        try {
            return starting.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException reason ? reason : failed;
        }
    }

    /** What api and worker have to know, as the environment variables that configure them anywhere else too. */
    private Map<String, String> environment(PostgresServer database, Engine temporal) throws IOException {
        Login app = database.app();
        Login owner = database.owner();
        String ui = temporal.ui();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("WORKBENCHX_HOME", options.home().root().toString());
        environment.put("WORKBENCHX_DATABASE_URL", database.jdbcUrl());
        environment.put("WORKBENCHX_DATABASE_USER", app.role());
        environment.put("WORKBENCHX_DATABASE_PASSWORD", app.password());
        environment.put("WORKBENCHX_DATABASE_OWNER", owner.role());
        environment.put("WORKBENCHX_DATABASE_OWNER_PASSWORD", owner.password());
        environment.put("WORKBENCHX_ENGINE_ADDRESS", temporal.address());
        environment.put("WORKBENCHX_ENGINE_NAMESPACE", temporal.namespace());
        environment.put("WORKBENCHX_ENGINE_DURABLE", Boolean.toString(temporal.durable()));
        environment.put("WORKBENCHX_ENGINE_NAME", temporal.announcement());
        environment.put("WORKBENCHX_ENGINE_UI", ui == null ? "" : ui);
        environment.put("WORKBENCHX_FIRST_LOGIN_FILE", options.credentialsFile().toString());
        return environment;
    }

    /** Variables as a file for a shell ({@code . keys/infra.env}); it holds passwords. */
    static String asShell(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(entry ->
                        "export " + entry.getKey() + "='" + entry.getValue().replace("'", "'\\''") + "'\n")
                .collect(Collectors.joining());
    }

    @Override
    public void close() throws IOException {
        try (PostgresServer last = postgres) {
            if (engine != null) {
                engine.close();
            }
        }
    }
}
