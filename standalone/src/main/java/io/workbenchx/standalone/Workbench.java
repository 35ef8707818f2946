package io.workbenchx.standalone;

import io.workbenchx.api.ApiApplication;
import io.workbenchx.standalone.host.Ports;
import io.workbenchx.worker.WorkerConfiguration;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** api and worker in one Spring context: they share one connection to Temporal, which lets a workflow start without a round trip. */
final class Workbench implements AutoCloseable {

    private final Options options;
    private final InfraFile file;
    private final Ports ports;
    private @Nullable ConfigurableApplicationContext context;

    Workbench(Options options, InfraFile file, Ports ports) {
        this.options = options;
        this.file = file;
        this.ports = ports;
    }

    /** Starts both; the very first time, the api makes the first administrator. */
    void start(Map<String, String> infrastructure) throws IOException {
        int port = ports.choose("the api", options.port(Options.Port.API));
        int frontDoor = ports.choose("the front door", options.port(Options.Port.FRONT_DOOR));
        Map<String, Object> environment = new HashMap<>(infrastructure);
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("SERVER_PORT", port);
        environment.put("WORKBENCHX_API_URL", "http://127.0.0.1:" + port);
        environment.put("WORKBENCHX_FRONT_DOOR_PORT", frontDoor);
        environment.put("WORKBENCHX_FRONT_DOOR_URL", "http://127.0.0.1:" + frontDoor);
        // Live event streams never end by themselves; nobody should wait half a minute for them.
        environment.put("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "8s");

        SpringApplication application = new SpringApplication(ApiApplication.class, WorkerConfiguration.class);
        // The process has one shutdown hook, which stops everything in order.
        application.setRegisterShutdownHook(false);
        application.addInitializers(starting -> add(starting.getEnvironment().getPropertySources(), environment));
        ConfigurableApplicationContext started =
                application.run(options.spring().toArray(String[]::new));
        context = started;
        file.endpoint("api", port);
        file.endpoint("frontDoor", frontDoor);
    }

    /** The operator's own arguments win, everything else yields. */
    private static void add(MutablePropertySources sources, Map<String, Object> environment) {
        // The name tells Spring Boot to read it as environment variables.
        PropertySource<?> ours = new SystemEnvironmentPropertySource("standalone-systemEnvironment", environment);
        if (sources.contains(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME)) {
            sources.addAfter(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME, ours);
        } else {
            sources.addFirst(ours);
        }
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }
}
