package io.workbenchx.workflows.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.TestWorkflowExtension;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunActivities;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunOutcome;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.WorkbenchDataConverter;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EnvironmentWorkflowTest {

    private static final RunContext RUN = new RunContext(
            UUID.fromString("01900000-0000-7000-8000-000000000001"),
            UUID.fromString("01900000-0000-7000-8000-000000000002"),
            "demo",
            RunKind.ENVIRONMENT,
            "ana",
            1);
    private static final EnvironmentSpec SPEC = EnvironmentSpec.ofLock("tabular", "a".repeat(64));
    private static final BuiltRuntime BUILT =
            new BuiltRuntime("sha256:" + "b".repeat(64), "a".repeat(64), "cpython-3.11.2", "linux-x86_64-glibc2.36");

    @RegisterExtension
    final TestWorkflowExtension temporal = TestWorkflowExtension.newBuilder()
            .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                    .setDataConverter(WorkbenchDataConverter.create())
                    .setIdentity("worker")
                    .build())
            .setDoNotStart(true)
            .build();

    private final FakeHost host = new FakeHost();
    private final List<RunOutcome> outcomes = new CopyOnWriteArrayList<>();
    private WorkflowStub workflow;

    @BeforeEach
    void start(TestWorkflowEnvironment environment) {
        Worker worker = environment.newWorker(
                TaskQueues.WORKBENCH,
                WorkerOptions.newBuilder()
                        .setMaxHeartbeatThrottleInterval(Duration.ofMillis(50))
                        .build());
        worker.registerWorkflowImplementationTypes(EnvironmentWorkflowImpl.class);
        worker.registerActivitiesImplementations((RunActivities) (run, outcome) -> outcomes.add(outcome), host);
        environment.start();
        WorkflowClient client = environment.getWorkflowClient();
        workflow = client.newUntypedWorkflowStub(
                RunKind.ENVIRONMENT.workflowType(),
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.WORKBENCH)
                        .setWorkflowId(RUN.workflowId())
                        .build());
    }

    @Test
    void listsWhatWasBuilt(TestWorkflowEnvironment environment) throws Exception {
        EnvironmentResult result = run();

        assertThat(result)
                .isEqualTo(new EnvironmentResult(
                        RUN.runId(),
                        "tabular",
                        "PENDING",
                        BUILT.digest(),
                        BUILT.lockSha256(),
                        BUILT.interpreter(),
                        BUILT.platform()));
        assertThat(outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.state()).isEqualTo(RunState.SUCCEEDED));
        keep(environment, "built");
    }

    @Test
    void locksRequirementsFirst(TestWorkflowEnvironment environment) throws Exception {
        workflow.start(RUN, EnvironmentSpec.ofRequirements("tabular", "c".repeat(64)));

        assertThat(workflow.getResult(EnvironmentResult.class).digest()).isEqualTo(BUILT.digest());
        assertThat(host.built).isEqualTo(SPEC);
        keep(environment, "locked");
    }

    @Test
    void failsWithTheToolsOwnWordsAndDoesNotTryAgain(TestWorkflowEnvironment environment) throws Exception {
        host.failure = ApplicationFailure.newNonRetryableFailure(
                "uv ended with code 1: no wheel for six", FailureCode.ENVIRONMENT_BUILD_FAILED.name());

        assertThatThrownBy(this::run).isInstanceOf(WorkflowFailedException.class);

        assertThat(outcomes)
                .containsExactly(RunOutcome.failed(
                        FailureCode.ENVIRONMENT_BUILD_FAILED, "uv ended with code 1: no wheel for six"));
        assertThat(host.builds).hasValue(1);
        assertThat(host.registrations).hasValue(0);
        keep(environment, "failed");
    }

    @Test
    void buildsAgainWhenTheWorkerStops() {
        host.stops = 2;

        EnvironmentResult result = run();

        assertThat(result.digest()).isEqualTo(BUILT.digest());
        assertThat(host.builds).hasValue(3);
        assertThat(host.registrations).hasValue(1);
    }

    @Test
    void triesAgainWhenTheListCannotBeWritten() {
        host.unavailable = 3;

        assertThat(run().runtimeId()).isEqualTo(RUN.runId());
        assertThat(host.builds).hasValue(1);
        assertThat(host.registrations).hasValue(4);
    }

    @Test
    void endsTheBuildWhenCancelled(TestWorkflowEnvironment environment) throws Exception {
        host.endless = true;
        workflow.start(RUN, SPEC);
        assertThat(host.started.await(30, TimeUnit.SECONDS)).isTrue();

        workflow.cancel();

        assertThatThrownBy(() -> workflow.getResult(EnvironmentResult.class))
                .isInstanceOf(WorkflowFailedException.class);
        assertThat(outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.state()).isEqualTo(RunState.CANCELLED));
        assertThat(host.ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(host.registrations).hasValue(0);
        keep(environment, "cancelled");
    }

    @Test
    void refusesSpecsThatNameNothing() {
        assertThatThrownBy(() -> EnvironmentSpec.ofLock("Tabular Data", "a".repeat(64)))
                .isInstanceOf(WorkbenchException.class)
                .hasMessageContaining("Tabular Data");
        assertThatThrownBy(() -> EnvironmentSpec.ofLock("tabular", "../../etc/passwd"))
                .isInstanceOf(WorkbenchException.class)
                .hasMessageContaining("SHA-256");
        assertThatThrownBy(() -> new EnvironmentSpec("tabular", null, null))
                .isInstanceOf(WorkbenchException.class)
                .hasMessageContaining("either");
        assertThat(SPEC.summary()).isEqualTo("build runtime tabular from lock aaaaaaaaaaaa");
    }

    private EnvironmentResult run() {
        workflow.start(RUN, SPEC);
        return workflow.getResult(EnvironmentResult.class);
    }

    /** Records the history for the replay test when asked to (-Dhistories=folder). */
    private void keep(TestWorkflowEnvironment environment, String name) throws Exception {
        String folder = System.getProperty("histories");
        if (folder != null) {
            String history = environment
                    .getWorkflowClient()
                    .fetchHistory(RUN.workflowId())
                    .toJson(true);
            Files.writeString(Path.of(folder, name + ".json"), history + "\n");
        }
    }

    /** A host that builds nothing. */
    static final class FakeHost implements EnvironmentActivities {

        final AtomicInteger builds = new AtomicInteger();
        final AtomicInteger registrations = new AtomicInteger();
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        volatile ApplicationFailure failure;
        volatile int stops;
        volatile int unavailable;
        volatile boolean endless;
        volatile EnvironmentSpec built;

        @Override
        public String lockRequirements(RunContext run, EnvironmentSpec spec) {
            return "a".repeat(64);
        }

        @Override
        public BuiltRuntime buildEnvironment(RunContext run, EnvironmentSpec spec) {
            started.countDown();
            built = spec;
            ActivityExecutionContext context = Activity.getExecutionContext();
            if (builds.incrementAndGet() <= stops) {
                throw ApplicationFailure.newFailure("The worker is shutting down.", FailureCode.UNAVAILABLE.name());
            }
            if (failure != null) {
                throw failure;
            }
            while (endless) {
                beat(context);
            }
            return BUILT;
        }

        private void beat(ActivityExecutionContext context) {
            try {
                context.heartbeat(null);
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (ActivityCompletionException stop) {
                ended.countDown();
                throw stop;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }

        @Override
        public EnvironmentResult registerRuntime(RunContext run, EnvironmentSpec spec, BuiltRuntime built) {
            if (registrations.incrementAndGet() <= unavailable) {
                throw ApplicationFailure.newFailure("The database does not answer.", FailureCode.UNAVAILABLE.name());
            }
            return new EnvironmentResult(
                    run.runId(),
                    spec.name(),
                    "PENDING",
                    built.digest(),
                    built.lockSha256(),
                    built.interpreter(),
                    built.platform());
        }
    }
}
