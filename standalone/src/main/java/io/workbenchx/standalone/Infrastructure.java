package io.workbenchx.standalone;

import io.workbenchx.standalone.engine.Engine;
import io.workbenchx.standalone.engine.EngineChooser;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.Ports;
import io.workbenchx.standalone.host.Secrets;
import io.workbenchx.standalone.postgres.Login;
import io.workbenchx.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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

    /** Starts both; what was started before a failure is stopped by {@link #close}. */
    Map<String, Object> start() throws IOException {
        PostgresServer database = startPostgres();
        Engine temporal = startEngine();
        return properties(database, temporal);
    }

    private PostgresServer startPostgres() throws IOException {
        file.step("PostgreSQL");
        Home home = options.home();
        PostgresServer.stopOrphan(home);
        int port = ports.choose("PostgreSQL", options.port(Options.Port.POSTGRES));
        PostgresServer started =
                PostgresServer.start(home, new Secrets(home), home.cache(), port, pid -> file.pid("postgres", pid));
        postgres = started;
        file.postgres(started);
        return started;
    }

    private Engine startEngine() throws IOException {
        file.step("Temporal");
        EngineChooser chooser = new EngineChooser(options.home(), System.getenv(), ports, file::notice);
        Engine started = chooser.start(
                options.engine(),
                new EngineChooser.Preferred(
                        options.port(Options.Port.TEMPORAL), options.port(Options.Port.TEMPORAL_UI)),
                pid -> file.pid("engine", pid));
        engine = started;
        file.engine(started);
        if (!started.durable()) {
            file.notice(started.announcement());
        }
        return started;
    }

    /** What api and worker have to know, as Spring properties. */
    private Map<String, Object> properties(PostgresServer database, Engine temporal) throws IOException {
        Login app = database.app();
        Login owner = database.owner();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("workbenchx.home", options.home().root().toString());
        properties.put("spring.datasource.url", database.jdbcUrl());
        properties.put("spring.datasource.username", app.role());
        properties.put("spring.datasource.password", app.password());
        properties.put("spring.flyway.url", database.jdbcUrl().replace("socketTimeout=30", "socketTimeout=0"));
        properties.put("spring.flyway.user", owner.role());
        properties.put("spring.flyway.password", owner.password());
        properties.put("spring.flyway.placeholders.app_role", app.role());
        properties.put("workbenchx.engine.address", temporal.address());
        properties.put("workbenchx.engine.namespace", temporal.namespace());
        properties.put("workbenchx.engine.durable", Boolean.toString(temporal.durable()));
        properties.put("workbenchx.engine.name", temporal.announcement());
        String ui = temporal.ui();
        properties.put("workbenchx.engine.ui", ui == null ? "" : ui);
        return properties;
    }

    /** The same as environment variables, for api and worker as processes of their own; holds passwords. */
    static String environment(Map<String, Object> properties) {
        return properties.entrySet().stream()
                .map(entry -> "export "
                        + entry.getKey()
                                .toUpperCase(Locale.ROOT)
                                .replace("-", "")
                                .replace('.', '_') + "='"
                        + entry.getValue().toString().replace("'", "'\\''") + "'\n")
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
