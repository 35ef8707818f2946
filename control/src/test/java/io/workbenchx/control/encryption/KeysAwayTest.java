package io.workbenchx.control.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkflowImplementationOptions;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.probe.ProbeActivities;
import io.workbenchx.workflows.probe.ProbeSpec;
import io.workbenchx.workflows.probe.ProbeWorkflowImpl;
import io.workbenchx.workflows.run.RunActivities;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunContextPropagator;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.WorkbenchDataConverter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A worker that starts while the database is away has no keys yet; no run may be lost for that. */
class KeysAwayTest {

    private static final ControlContext CONTROL = ControlContext.shared();

    private final Project project = CONTROL.project(Caller.onBehalfOf(CONTROL.user(Role.ENGINEER)));
    private final AtomicInteger failures = new AtomicInteger(3);

    @Test
    void theTaskIsRepeatedUntilThereAreKeys() throws Exception {
        RunContext run = new RunContext(UUID.randomUUID(), project.id(), project.name(), RunKind.PROBE, "ana", 1);
        try (TestWorkflowEnvironment engine = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(options(flaky()))
                .build())) {
            Worker worker = engine.newWorker(TaskQueues.WORKBENCH);
            worker.registerWorkflowImplementationTypes(
                    WorkflowImplementationOptions.newBuilder()
                            .setFailWorkflowExceptionTypes(RuntimeException.class)
                            .build(),
                    ProbeWorkflowImpl.class);
            worker.registerActivitiesImplementations(
                    (RunActivities) (context, outcome) -> {}, (ProbeActivities) () -> "this host");
            engine.start();
            WorkflowStub workflow = WorkflowClient.newInstance(
                            engine.getWorkflowServiceStubs(), options(CONTROL.get(PayloadEncryption.class)))
                    .newUntypedWorkflowStub(
                            RunKind.PROBE.workflowType(),
                            WorkflowOptions.newBuilder()
                                    .setWorkflowId(run.workflowId())
                                    .setTaskQueue(TaskQueues.WORKBENCH)
                                    .build());
            workflow.start(run, new ProbeSpec("hello"));

            assertThat(workflow.getResult(60, TimeUnit.SECONDS, String.class)).isEqualTo("this host");
        }
        assertThat(failures).hasValueLessThanOrEqualTo(0);
    }

    /** The codec of a process that has just started, over a database that answers only after some tries. */
    private PayloadEncryption flaky() {
        DataSource away = new DelegatingDataSource(TestDatabase.application()) {
            @Override
            public Connection getConnection() throws SQLException {
                if (failures.getAndDecrement() > 0) {
                    throw new SQLException("connection refused", "08001");
                }
                return super.getConnection();
            }
        };
        KeyDatabase database = new KeyDatabase(away);
        return new PayloadEncryption(
                new DataKeys(CONTROL.get(WrappingKeys.class), database), new ProjectNames(database), true, null);
    }

    private static WorkflowClientOptions options(PayloadEncryption codec) {
        return WorkflowClientOptions.newBuilder()
                .setDataConverter(WorkbenchDataConverter.with(codec))
                .setContextPropagators(List.of(new RunContextPropagator()))
                .build();
    }
}
