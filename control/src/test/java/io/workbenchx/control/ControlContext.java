package io.workbenchx.control;

import com.github.f4b6a3.uuid.UuidCreator;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.workbenchx.control.approval.WaitingRuns;
import io.workbenchx.control.encryption.PayloadEncryption;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.schedule.ScheduleStarter;
import io.workbenchx.workflows.approval.ApprovalActivities;
import io.workbenchx.workflows.approval.ApprovalRequest;
import io.workbenchx.workflows.approval.ApprovalStanding;
import io.workbenchx.workflows.probe.ProbeActivities;
import io.workbenchx.workflows.probe.ProbeWorkflowImpl;
import io.workbenchx.workflows.run.RunActivities;
import io.workbenchx.workflows.run.RunContextPropagator;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.WorkbenchDataConverter;
import io.workbenchx.workflows.schedule.ScheduleActivities;
import io.workbenchx.workflows.schedule.ScheduledStartWorkflowImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * The whole control plane over a real database and the in-process engine, with a worker that runs probes. Runs end as they do in production:
 * in the last step of their workflow.
 */
public final class ControlContext implements AutoCloseable {

    /** What the engine must know of beforehand. */
    public static final List<String> SEARCH_ATTRIBUTES = List.of("WbxProject", "WbxKind", "WbxActor", "WbxRun");

    private final ConfigurableApplicationContext context;
    private final TestWorkflowEnvironment engine;

    private ControlContext(ConfigurableApplicationContext context) {
        this.context = context;
        this.engine = context.getBean(TestWorkflowEnvironment.class);
    }

    /** Starts everything over the in-process engine, with the workbench's files in a folder of the test. */
    public static ControlContext start(Path home) {
        return start(home, "");
    }

    /**
     * Starts everything over an engine that runs already.
     *
     * @param target host:port of a durable engine; empty for the in-process one
     */
    public static ControlContext start(Path home, String target) {
        ControlContext control = new ControlContext(new SpringApplicationBuilder(Beans.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "workbenchx.home",
                        home.toString(),
                        "workbenchx.secret",
                        TestDatabase.MASTER_SECRET,
                        "workbenchx.engine.durable",
                        String.valueOf(!target.isEmpty()),
                        "test.engine",
                        target))
                .run());
        Worker worker = control.engine.newWorker(TaskQueues.WORKBENCH);
        worker.registerWorkflowImplementationTypes(ProbeWorkflowImpl.class);
        worker.registerWorkflowImplementationTypes(ScheduledStartWorkflowImpl.class);
        RunRecorder recorder = control.get(RunRecorder.class);
        ScheduleStarter starter = control.get(ScheduleStarter.class);
        worker.registerActivitiesImplementations(
                (RunActivities) (run, outcome) -> recorder.finish(run.runId(), run.actor(), outcome),
                new Approvals(control.get(WaitingRuns.class)),
                (ProbeActivities) () -> "this host",
                (ScheduleActivities) starter::fire);
        control.engine.start();
        return control;
    }

    /** As the worker has them. */
    private record Approvals(WaitingRuns waiting) implements ApprovalActivities {
        @Override
        public void requestApproval(UUID run, ApprovalRequest request) {
            waiting.request(run, request);
        }

        @Override
        public ApprovalStanding awaitApproval(UUID run, String step) {
            return waiting.await(run, step);
        }

        @Override
        public ApprovalStanding resumeApproved(UUID run, String step) {
            return waiting.resume(run, step);
        }
    }

    /** One for all tests that only add users and projects of their own; lives as long as the JVM. */
    public static ControlContext shared() {
        return Shared.INSTANCE;
    }

    private static final class Shared {
        private static final ControlContext INSTANCE = start(temporaryHome());

        private static Path temporaryHome() {
            try {
                return Files.createTempDirectory("wbx-control-test");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    /** The in-process engine, to register further workflows with. */
    public TestWorkflowEnvironment engine() {
        return engine;
    }

    /** A user nobody else uses. */
    public UserAccount user(Role role) {
        return get(Identity.class).createUser("u" + unique(), role, null);
    }

    /** A project nobody else uses, of a caller who is its admin. */
    public Project project(Caller caller) {
        return get(ProjectService.class).create(caller, "p" + unique(), null, Map.of());
    }

    private static String unique() {
        return UuidCreator.getTimeOrderedEpoch().toString().replace("-", "").substring(8);
    }

    @Override
    public void close() {
        context.close();
        engine.close();
    }

    /** No {@code @Configuration}: the scan of the control plane must not find it in the tests of other modules. */
    @EnableAutoConfiguration(exclude = FlywayAutoConfiguration.class)
    @Import(ControlConfiguration.class)
    static class Beans {

        @Bean
        DataSource dataSource() {
            return TestDatabase.workbench();
        }

        @Bean(destroyMethod = "")
        TestWorkflowEnvironment testEngine(PayloadEncryption encryption, @Value("${test.engine}") String target) {
            TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                    .setUseTimeskipping(false)
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(WorkbenchDataConverter.with(encryption))
                            .setContextPropagators(List.of(new RunContextPropagator()))
                            .build());
            if (target.isEmpty()) {
                SEARCH_ATTRIBUTES.forEach(attribute ->
                        options.registerSearchAttribute(attribute, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
            } else {
                options.setUseExternalService(true).setTarget(target);
            }
            return TestWorkflowEnvironment.newInstance(options.build());
        }

        @Bean
        @Primary
        WorkflowClient testClient(TestWorkflowEnvironment engine) {
            return engine.getWorkflowClient();
        }
    }
}
