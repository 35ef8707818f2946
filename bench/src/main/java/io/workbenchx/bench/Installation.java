package io.workbenchx.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.workbenchx.api.ApiApplication;
import io.workbenchx.worker.WorkerApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** A whole workbench in a throw-away home: infrastructure as its own processes, api and worker in this JVM. */
final class Installation implements AutoCloseable {

    private final Path home;
    private final Infrastructure infrastructure;
    private final ConfigurableApplicationContext context;

    private Installation(Path home, Infrastructure infrastructure, ConfigurableApplicationContext context) {
        this.home = home;
        this.infrastructure = infrastructure;
        this.context = context;
    }

    /**
     * @param settings further properties of api and worker, as command line arguments
     */
    static Installation start(String... settings) throws IOException, InterruptedException {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        Path home = Files.createTempDirectory("wbx-bench");
        Infrastructure infrastructure = null;
        try {
            infrastructure = Infrastructure.start(home);
            return new Installation(home, infrastructure, start(infrastructure, home, settings));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            if (infrastructure != null) {
                infrastructure.close();
            }
            deleteAll(home);
            throw failed;
        }
    }

    private static ConfigurableApplicationContext start(Infrastructure infrastructure, Path home, String... settings)
            throws IOException {
        SpringApplication application = new SpringApplication(ApiApplication.class, WorkerApplication.class);
        Map<String, Object> properties = infrastructure.properties();
        application.addInitializers(context -> context.getEnvironment()
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("infra-systemEnvironment", properties)));
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--workbenchx.front-door.port=0",
                "--workbenchx.home=" + home,
                "--workbenchx.engine.archive-after=1h",
                "--logging.level.root=WARN"));
        arguments.addAll(List.of(settings));
        return application.run(arguments.toArray(String[]::new));
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    /** Where the api listens. */
    String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** The database as its owner sees it, to put rows there that would take a year to come about. */
    DataSource owner() throws IOException {
        return as("WORKBENCHX_DATABASE_OWNER", "WORKBENCHX_DATABASE_OWNER_PASSWORD");
    }

    /** The database as the application sees it, for SQL that is compared with the application's own. */
    DataSource application() throws IOException {
        return as("WORKBENCHX_DATABASE_USER", "WORKBENCHX_DATABASE_PASSWORD");
    }

    private DataSource as(String user, String password) throws IOException {
        Map<String, Object> properties = infrastructure.properties();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(String.valueOf(properties.get("WORKBENCHX_DATABASE_URL")));
        source.setUser(String.valueOf(properties.get(user)));
        source.setPassword(String.valueOf(properties.get(password)));
        return source;
    }

    @Override
    public void close() throws IOException {
        try (infrastructure) {
            context.close();
        } finally {
            deleteAll(home);
        }
    }

    static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
