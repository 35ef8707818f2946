package io.workbenchx.standalone;

import io.workbenchx.api.ApiApplication;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.standalone.host.Ports;
import io.workbenchx.standalone.host.Secrets;
import io.workbenchx.worker.WorkerApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import tools.jackson.databind.json.JsonMapper;

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

    /** Starts both and, the very first time, makes the first administrator. */
    void start(Map<String, Object> infrastructure) throws IOException {
        int port = ports.choose("the api", options.port(Options.Port.API));
        int frontDoor = ports.choose("the front door", options.port(Options.Port.FRONT_DOOR));
        Map<String, Object> properties = new HashMap<>(infrastructure);
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", port);
        properties.put("workbenchx.api.url", "http://127.0.0.1:" + port);
        properties.put("workbenchx.front-door.port", frontDoor);
        // Live event streams never end by themselves; nobody should wait half a minute for them.
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", "8s");

        SpringApplication application = new SpringApplication(ApiApplication.class, WorkerApplication.class);
        // The process has one shutdown hook, which stops everything in order.
        application.setRegisterShutdownHook(false);
        application.addInitializers(starting -> add(starting.getEnvironment().getPropertySources(), properties));
        ConfigurableApplicationContext started =
                application.run(options.spring().toArray(String[]::new));
        context = started;
        file.endpoint("api", port);
        file.endpoint("frontDoor", frontDoor);
        createFirstLogin(started.getBean(Identity.class), "http://127.0.0.1:" + port);
    }

    /** The operator's own arguments win, everything else yields. */
    private static void add(MutablePropertySources sources, Map<String, Object> properties) {
        MapPropertySource ours = new MapPropertySource("standalone", properties);
        if (sources.contains(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME)) {
            sources.addAfter(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME, ours);
        } else {
            sources.addFirst(ours);
        }
    }

    private void createFirstLogin(Identity identity, String url) throws IOException {
        Optional<Identity.FirstAdmin> created = identity.createFirstAdmin();
        if (created.isPresent()) {
            Identity.FirstAdmin admin = created.get();
            Map<String, String> login =
                    Map.of("url", url, "user", admin.name(), "password", admin.password(), "apiKey", admin.apiKey());
            Path target = options.credentialsFile();
            Secrets.writePrivately(target, JsonMapper.shared().writeValueAsString(login) + "\n");
            file.notice("The first administrator's password and key are in " + target + ": keep them and delete it.");
        }
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }
}
