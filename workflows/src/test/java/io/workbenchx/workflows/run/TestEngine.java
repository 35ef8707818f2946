package io.workbenchx.workflows.run;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Temporal's test server, which skips time, with converter, context and failure rules of production. A test names the workflows it is
 * about and what stands on each task queue.
 */
public final class TestEngine implements BeforeEachCallback, AfterEachCallback {

    private static final String HISTORIES = System.getProperty("histories", "");

    private final Class<?>[] workflows;
    private final Map<String, List<Object>> activities = new LinkedHashMap<>();
    private TestWorkflowEnvironment temporal;

    private TestEngine(Class<?>... workflows) {
        this.workflows = workflows;
    }

    public static TestEngine hosting(Class<?>... workflows) {
        return new TestEngine(workflows);
    }

    /** Puts activities on a queue; a queue nothing stands on is a host that is gone. */
    public TestEngine with(String queue, Object... implementations) {
        activities.computeIfAbsent(queue, name -> new ArrayList<>()).addAll(List.of(implementations));
        return this;
    }

    public static RunContext context(RunKind kind) {
        return new RunContext(
                UUID.fromString("01900000-0000-7000-8000-000000000001"),
                UUID.fromString("01900000-0000-7000-8000-00000000000a"),
                "demo",
                kind,
                "ana",
                1);
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        temporal = TestWorkflowEnvironment.newInstance(options());
        WorkerOptions quickHeartbeats = WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(50))
                .build();
        Worker worker = temporal.newWorker(TaskQueues.WORKBENCH, quickHeartbeats);
        worker.registerWorkflowImplementationTypes(
                WorkflowImplementationOptions.newBuilder()
                        .setFailWorkflowExceptionTypes(WorkbenchException.class, RuntimeException.class)
                        .build(),
                workflows);
        activities.forEach((queue, implementations) -> temporal.newWorker(queue, quickHeartbeats)
                .registerActivitiesImplementations(implementations.toArray()));
        temporal.start();
    }

    /** What a worker and a client must agree on. */
    static TestEnvironmentOptions options() {
        return TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkbenchDataConverter.create())
                        .setContextPropagators(List.of(new RunContextPropagator()))
                        .setIdentity("worker")
                        .build())
                .build();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        temporal.close();
    }

    /** Starts the workflow of a run as the control plane does. */
    public WorkflowStub start(RunContext run, RunSpec spec) {
        WorkflowStub workflow = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        run.kind().workflowType(),
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.WORKBENCH)
                                .setWorkflowId(run.workflowId())
                                .build());
        try (var scope = RunContextPropagator.open(run)) {
            workflow.start(run, spec);
        }
        return workflow;
    }

    /** What the engine takes for now. */
    public Instant now() {
        return Instant.ofEpochMilli(temporal.currentTimeMillis());
    }

    /** Lets time pass, at once. */
    public void skip(Duration time) {
        temporal.sleep(time);
    }

    /** Waits until something is so; time does not skip meanwhile. */
    public static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("In vain waited until " + what);
            }
            Thread.onSpinWait();
        }
    }

    /**
     * Keeps the history of a closed workflow for replay tests, when asked to by {@code -Dhistories=<directory>}: to be done by hand, into
     * src/test/resources/histories of this module, when a workflow changes on purpose or is new.
     */
    public void keepHistory(RunContext run, String name) throws Exception {
        if (!HISTORIES.isEmpty()) {
            WorkflowClient client = temporal.getWorkflowClient();
            Path directory =
                    Files.createDirectories(Path.of(HISTORIES, run.kind().wireName()));
            String history = client.fetchHistory(run.workflowId()).toJson(true);
            Files.writeString(directory.resolve(name + ".json"), history + "\n");
        }
    }
}
