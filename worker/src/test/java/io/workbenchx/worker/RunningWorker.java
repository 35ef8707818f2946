package io.workbenchx.worker;

import com.github.f4b6a3.uuid.UuidCreator;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.WorkbenchScoped;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.RunKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** The worker as a process would run it, once per test JVM: all queues and loops, a real PostgreSQL, the in-process engine. */
final class RunningWorker {

    private static final RunningWorker INSTANCE = new RunningWorker();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final Caller caller;

    private RunningWorker() {
        try {
            int enginePort = freePort();
            TestServer.createPortBoundServer(enginePort, true);
            registerSearchAttributes("127.0.0.1:" + enginePort);
            Map<String, String> properties = Map.of(
                    "spring.config.name",
                    "worker",
                    "spring.datasource.url",
                    "jdbc:postgresql://localhost:" + TestDatabase.port() + "/workbenchx",
                    "spring.datasource.username",
                    "wbx_app",
                    "spring.datasource.password",
                    "test",
                    "workbenchx.home",
                    Files.createTempDirectory("wbx-worker-test").toString(),
                    "workbenchx.secret",
                    TestDatabase.MASTER_SECRET,
                    "workbenchx.engine.address",
                    "127.0.0.1:" + enginePort,
                    "workbenchx.engine.durable",
                    "false",
                    "workbenchx.worker.checkpoints",
                    "100ms");
            context = new SpringApplication(WorkerApplication.class)
                    .run(properties.entrySet().stream()
                            .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                            .toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        caller = Caller.onBehalfOf(bean(Identity.class).createUser("u" + unique(), Role.ENGINEER, null));
    }

    static RunningWorker get() {
        return INSTANCE;
    }

    <T> T bean(Class<T> type) {
        return WorkbenchScoped.of(context.getBean(type), type);
    }

    /** An engineer. */
    Caller caller() {
        return caller;
    }

    /** A project nobody else uses. */
    Project project() {
        return bean(ProjectService.class).create(caller, "p" + unique(), null, Map.of());
    }

    /** Starts a probe and waits for its end. */
    Run probe(Project project) {
        return ended(bean(RunService.class)
                .start(caller, project, StartRun.of(RunKind.PROBE, JSON.readTree("{}"), unique()))
                .id());
    }

    /** The run when it has ended. */
    Run ended(UUID run) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> bean(RunRepository.class).findById(run).orElseThrow(),
                        found -> found.state().terminal());
    }

    private static String unique() {
        return UuidCreator.getTimeOrderedEpoch().toString().replace("-", "").substring(8);
    }

    private static void registerSearchAttributes(String address) {
        OperatorServiceStubs operator = OperatorServiceStubs.newServiceStubs(
                OperatorServiceStubsOptions.newBuilder().setTarget(address).validateAndBuildWithDefaults());
        AddSearchAttributesRequest.Builder request =
                AddSearchAttributesRequest.newBuilder().setNamespace("default");
        for (String name : ControlContext.SEARCH_ATTRIBUTES) {
            request.putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
        }
        operator.blockingStub().addSearchAttributes(request.build());
        operator.shutdownNow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
