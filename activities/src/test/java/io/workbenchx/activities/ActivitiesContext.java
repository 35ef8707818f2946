package io.workbenchx.activities;

import com.github.f4b6a3.uuid.UuidCreator;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.workbenchx.activities.approval.ApprovalActivitiesImpl;
import io.workbenchx.activities.run.GovernanceInterceptor;
import io.workbenchx.activities.run.HostName;
import io.workbenchx.activities.run.RunActivitiesImpl;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.WorkbenchScoped;
import io.workbenchx.control.encryption.PayloadEncryption;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.RunContextPropagator;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.WorkbenchDataConverter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * A worker as it is in production, activities under governance over the whole control plane and a real database, with the in-process
 * engine. A test registers the workflow and the activities it is about, and replaces the ports it plays itself by beans.
 */
public final class ActivitiesContext implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ConfigurableApplicationContext context;
    private final WorkerFactory workers;
    private final Caller caller;

    private ActivitiesContext(ConfigurableApplicationContext context) {
        this.context = context;
        this.workers = WorkerFactory.newInstance(
                get(WorkflowClient.class),
                WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(context.getBean(GovernanceInterceptor.class))
                        .validateAndBuildWithDefaults());
        this.caller = Caller.onBehalfOf(get(Identity.class).createUser("u" + unique(), Role.ENGINEER, null));
    }

    /**
     * @param home folder of the test
     * @param ports beans of the test that replace adapters
     * @param workflow implementation under test
     * @param activities classes of beans on the activities queue
     */
    public static ActivitiesContext start(Path home, Class<?> ports, Class<?> workflow, Class<?>... activities) {
        ActivitiesContext started = new ActivitiesContext(new SpringApplicationBuilder(Beans.class, ports)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "workbenchx.home",
                        home.toString(),
                        "workbenchx.secret",
                        TestDatabase.MASTER_SECRET,
                        "workbenchx.engine.durable",
                        "false",
                        "spring.main.allow-bean-definition-overriding",
                        "true"))
                .run());
        WorkerOptions options = WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(50))
                .build();
        Worker worker = started.workers.newWorker(TaskQueues.WORKBENCH, options);
        Worker host = started.workers.newWorker(
                TaskQueues.runners(started.get(HostName.class).value()), options);
        worker.registerWorkflowImplementationTypes(workflow);
        worker.registerActivitiesImplementations(started.context.getBean(RunActivitiesImpl.class));
        worker.registerActivitiesImplementations(started.context.getBean(ApprovalActivitiesImpl.class));
        for (Class<?> type : activities) {
            worker.registerActivitiesImplementations(started.context.getBean(type));
            host.registerActivitiesImplementations(started.context.getBean(type));
        }
        started.workers.start();
        return started;
    }

    /** A bean, asked in the workbench's own access scope; what the worker itself does opens its own. */
    public <T> T get(Class<T> type) {
        return WorkbenchScoped.of(context.getBean(type), type);
    }

    /** An engineer. */
    public Caller caller() {
        return caller;
    }

    /** A project nobody else uses. */
    public Project project() {
        return get(ProjectService.class).create(caller, "p" + unique(), null, Map.of());
    }

    /** Starts a run of the test's own user. */
    public Run start(Project project, StartRun request) {
        return get(RunService.class).start(caller, project, request);
    }

    public void cancel(Project project, Run run) {
        get(RunService.class).cancel(caller, project, run, "test");
    }

    public StartRun request(RunKind kind, Object spec) {
        return StartRun.of(
                kind, get(CanonicalJson.class).tree(spec), UUID.randomUUID().toString());
    }

    /** Waits for an event of a run that would be tried again for ever, then cancels it and waits for its end. */
    public void cancelWhen(Project project, Run run, String type) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (get(RunEvents.class).after(run.id(), 0, 100).stream()
                .noneMatch(event -> event.type().equals(type))) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("No event " + type + " of run " + run.id());
            }
            pause();
        }
        cancel(project, run);
        awaitEnd(run);
    }

    /** The run when it has ended. */
    public Run awaitEnd(Run run) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            Run now = get(RunRepository.class).findById(run.id()).orElseThrow();
            if (now.state().terminal()) {
                return now;
            }
            pause();
        }
        throw new AssertionError("The run has not ended: "
                + get(RunRepository.class).findById(run.id()).orElseThrow());
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    private static String unique() {
        return UuidCreator.getTimeOrderedEpoch().toString().replace("-", "").substring(8);
    }

    @Override
    public void close() {
        workers.shutdownNow();
        TestWorkflowEnvironment engine = get(TestWorkflowEnvironment.class);
        context.close();
        engine.close();
    }

    /** No {@code @Configuration}: no scan shall find it. */
    @EnableAutoConfiguration(exclude = FlywayAutoConfiguration.class)
    @Import(ActivitiesConfiguration.class)
    static class Beans {

        @Bean
        DataSource dataSource() {
            return TestDatabase.application();
        }

        @Bean(destroyMethod = "")
        TestWorkflowEnvironment testEngine(PayloadEncryption encryption) {
            TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                    .setUseTimeskipping(false)
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(WorkbenchDataConverter.with(encryption))
                            .setContextPropagators(List.of(new RunContextPropagator()))
                            .build());
            Consumer<String> register = attribute ->
                    options.registerSearchAttribute(attribute, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
            List.of("WbxProject", "WbxKind", "WbxActor", "WbxRun").forEach(register);
            return TestWorkflowEnvironment.newInstance(options.build());
        }

        @Bean
        @Primary
        WorkflowClient testClient(TestWorkflowEnvironment engine) {
            return engine.getWorkflowClient();
        }
    }
}
