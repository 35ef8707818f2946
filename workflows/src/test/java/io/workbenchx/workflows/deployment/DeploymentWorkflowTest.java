package io.workbenchx.workflows.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.workbenchx.workflows.deployment.DeploymentResult.Ending;
import io.workbenchx.workflows.replica.ReplicaLife;
import io.workbenchx.workflows.replica.ReplicaReport;
import io.workbenchx.workflows.replica.ReplicaReport.Phase;
import io.workbenchx.workflows.replica.ReplicaSet;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.WorkbenchDataConverter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentWorkflowTest {

    private static final UUID FIRST = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final UUID SECOND = UUID.fromString("01900000-0000-7000-8000-000000000002");

    private final FakeControlPlane control = new FakeControlPlane();
    private final FakeServers host = new FakeServers("h1", control.happened);
    private TestWorkflowEnvironment temporal;

    @BeforeEach
    void startTemporal() {
        temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkbenchDataConverter.create())
                        .setIdentity("worker")
                        .build())
                .build());
        Worker workflows = temporal.newWorker(TaskQueues.WORKBENCH);
        workflows.registerWorkflowImplementationTypes(DeploymentWorkflowImpl.class, ReplicaWorkflowImpl.class);
        workflows.registerActivitiesImplementations(control, host);
        addHost(host, "h1");
        temporal.start();
    }

    private void addHost(FakeServers replicas, String name) {
        WorkerOptions quickHeartbeats = WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(50))
                .build();
        temporal.newWorker(TaskQueues.runners(name), quickHeartbeats).registerActivitiesImplementations(replicas);
    }

    @AfterEach
    void stopTemporal() {
        temporal.close();
    }

    @Test
    void takesTheTrafficWhenHealthyAndGivesItBackWhenStopped() {
        WorkflowStub deployment = start(FIRST, spec(1, 2));
        await(() -> FIRST.equals(control.routes.get("churn")));

        deployment.signal("stop");

        DeploymentResult result = deployment.getResult(DeploymentResult.class);
        assertThat(result).isEqualTo(new DeploymentResult("churn", "churn-model", 1, Ending.STOPPED, null, 0));
        assertThat(control.outcomes.get(FIRST).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(control.routes).isEmpty();
        assertThat(control.happened).startsWith("verified").endsWith("ended STOPPED");
        assertThat(control.happened.indexOf("closed")).isLessThan(control.happened.indexOf("stopped 0"));
        assertThat(control.happened).containsOnlyOnce("released 0", "released 1");
    }

    @Test
    void failsWithTheEndOfTheLogWhenAReplicaNeverComesUpAndLeavesTheOldVersionRouted() {
        WorkflowStub old = start(FIRST, spec(1, 1));
        await(() -> FIRST.equals(control.routes.get("churn")));
        host.healthyFromStart = 99;

        WorkflowStub broken = start(SECOND, spec(2, 1));

        assertThatThrownBy(() -> broken.getResult(DeploymentResult.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(control.outcomes.get(SECOND).state()).isEqualTo(RunState.FAILED);
        assertThat(control.outcomes.get(SECOND).code()).isEqualTo(FailureCode.UNHEALTHY);
        assertThat(control.outcomes.get(SECOND).message()).contains("churn", "3 starts", "no such file");
        assertThat(control.routes).containsEntry("churn", FIRST);
        assertThat(control.outcomes).doesNotContainKey(FIRST);
        assertThat(host.starts).hasSize(1 + ReplicaLife.TRIES);
        old.signal("stop");
        old.getResult(DeploymentResult.class);
    }

    @Test
    void endsWhenANewerDeploymentHasTakenTheEndpoint() {
        WorkflowStub old = start(FIRST, spec(1, 1));
        await(() -> FIRST.equals(control.routes.get("churn")));

        WorkflowStub next = start(SECOND, spec(2, 1));

        DeploymentResult result = old.getResult(DeploymentResult.class);
        assertThat(result.ending()).isEqualTo(Ending.REPLACED);
        assertThat(result.replacedBy()).isEqualTo(SECOND);
        assertThat(control.outcomes.get(FIRST).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(control.routes).containsEntry("churn", SECOND);
        assertThat(control.happened.lastIndexOf("routed")).isLessThan(control.happened.indexOf("stopped 0"));
        next.signal("stop");
        next.getResult(DeploymentResult.class);
    }

    @Test
    void failsWhenANewerDeploymentWasFaster() {
        control.routes.put("churn", SECOND);

        WorkflowStub late = start(FIRST, spec(1, 1));

        assertThatThrownBy(() -> late.getResult(DeploymentResult.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(control.outcomes.get(FIRST).code()).isEqualTo(FailureCode.CONFLICT);
        assertThat(control.routes).containsEntry("churn", SECOND);
    }

    @Test
    void closesTheRouteBeforeItStopsReplicasWhenCancelled() {
        WorkflowStub deployment = start(FIRST, spec(1, 1));
        await(() -> FIRST.equals(control.routes.get("churn")));

        deployment.cancel();

        assertThatThrownBy(() -> deployment.getResult(DeploymentResult.class))
                .isInstanceOf(WorkflowFailedException.class);
        assertThat(control.outcomes.get(FIRST).state()).isEqualTo(RunState.CANCELLED);
        assertThat(control.routes).isEmpty();
        // Local steps of the last workflow task may be done twice.
        assertThat(control.happened.stream().distinct().skip(control.happened.indexOf("routed") + 1))
                .containsExactly("closed", "stopped 0", "released 0", "ended CANCELLED");
    }

    @Test
    void startsACrashedReplicaAgain() {
        WorkflowStub deployment = start(FIRST, spec(1, 1));
        await(() -> FIRST.equals(control.routes.get("churn")));

        host.end(0, "killed by signal 9");
        await(() -> progress(deployment).replicas().get(0).restarts() == 1
                && progress(deployment).replicas().get(0).healthy());

        assertThat(control.routes).containsEntry("churn", FIRST);
        deployment.signal("stop");
        assertThat(deployment.getResult(DeploymentResult.class).restarts()).isEqualTo(1);
        assertThat(host.starts).hasSize(2);
    }

    @Test
    void keepsTryingForEverOnceItHasServed() {
        WorkflowStub deployment = start(FIRST, spec(1, 1));
        await(() -> FIRST.equals(control.routes.get("churn")));

        host.healthyFromStart = 9;
        host.end(0, "killed by signal 9");
        await(() -> progress(deployment).replicas().get(0).healthy() && host.starts.size() == 9);

        assertThat(progress(deployment).replicas().get(0).restarts()).isEqualTo(8);
        deployment.signal("stop");
        assertThat(deployment.getResult(DeploymentResult.class).ending()).isEqualTo(Ending.STOPPED);
    }

    @Test
    void endsWithTheReasonWhenTryingAgainCannotHelp() {
        host.refusal = FailureCode.RUNTIME_MISMATCH;

        WorkflowStub deployment = start(FIRST, spec(1, 2));

        assertThatThrownBy(() -> deployment.getResult(DeploymentResult.class))
                .isInstanceOf(WorkflowFailedException.class);
        assertThat(control.outcomes.get(FIRST).code()).isEqualTo(FailureCode.RUNTIME_MISMATCH);
        assertThat(control.outcomes.get(FIRST).message()).contains("refused by h1");
    }

    @Test
    void isOutOfBudgetWhenAReplicaIs() {
        WorkflowStub deployment = start(FIRST, spec(1, 2));
        await(() -> FIRST.equals(control.routes.get("churn")));

        host.end(1, FailureCode.BUDGET_EXHAUSTED);

        assertThatThrownBy(() -> deployment.getResult(DeploymentResult.class))
                .isInstanceOf(WorkflowFailedException.class);
        assertThat(control.outcomes.get(FIRST).state()).isEqualTo(RunState.OUT_OF_BUDGET);
        assertThat(control.routes).isEmpty();
        assertThat(control.happened).contains("stopped 0", "released 0", "released 1");
    }

    @Test
    void scalesUpAndDown() {
        WorkflowStub deployment = start(FIRST, spec(1, 1));
        await(() -> FIRST.equals(control.routes.get("churn")));

        assertThat(deployment.update("scale", Integer.class, 3)).isEqualTo(3);
        await(() -> healthy(deployment) == 3);
        deployment.update("scale", Integer.class, 1);
        await(() -> healthy(deployment) == 1 && control.happened.contains("released 2"));
        deployment.update("scale", Integer.class, 2);
        await(() -> healthy(deployment) == 2);

        assertThatThrownBy(() -> deployment.update("scale", Integer.class, 0))
                .isInstanceOf(WorkflowUpdateException.class)
                .hasStackTraceContaining("between 1 and 16");
        deployment.signal("stop");
        assertThat(deployment.getResult(DeploymentResult.class).ending()).isEqualTo(Ending.STOPPED);
        assertThat(host.starts).containsExactlyInAnyOrder(0, 1, 2, 1);
    }

    @Test
    void continuesAsNewWithoutTouchingItsReplicas() {
        WorkflowStub deployment = start(FIRST, spec(1, 1));
        await(() -> FIRST.equals(control.routes.get("churn")));
        String execution = deployment.describe().getExecution().getRunId();

        ReplicaReport report = progress(deployment).replicas().get(0);
        for (int n = 0; n < 2_100; n++) {
            deployment.signal("replicaChanged", report);
        }
        WorkflowStub latest = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(context(FIRST).workflowId());
        await(() -> !latest.describe().getExecution().getRunId().equals(execution));

        assertThat(progress(latest).routed()).isTrue();
        assertThat(progress(latest).replicas()).containsExactly(report);
        latest.signal("stop");
        assertThat(latest.getResult(DeploymentResult.class).ending()).isEqualTo(Ending.STOPPED);
        assertThat(host.starts).hasSize(1);
        assertThat(control.happened).contains("stopped 0", "released 0");
    }

    @Test
    void aReplicaWhoseDeploymentIsGoneStops() {
        WorkflowStub deployment = start(FIRST, spec(1, 1));
        await(() -> FIRST.equals(control.routes.get("churn")));
        deployment.terminate("by an operator");

        host.end(0, "killed by signal 9");

        WorkflowStub replica =
                temporal.getWorkflowClient().newUntypedWorkflowStub(ReplicaSet.workflowId(context(FIRST), 0));
        replica.getResult(Void.class);
        assertThat(host.starts).hasSize(1);
        assertThat(control.happened).contains("released 0");
    }

    /** Writes what replay tests keep; run by hand with -Dhistories=src/test/resources/histories when the workflow changes on purpose. */
    static void record(WorkflowClient client, String name, String workflowId) throws Exception {
        String directory = System.getProperty("histories");
        if (directory != null) {
            String history = client.fetchHistory(workflowId).toJson(true);
            Files.writeString(Path.of(directory, "deployment", name + ".json"), history + "\n");
        }
    }

    @Test
    void leavesHistoriesThatCanBeReplayed() throws Exception {
        WorkflowStub deployment = start(FIRST, spec(1, 2));
        await(() -> FIRST.equals(control.routes.get("churn")));
        host.end(1, "killed by signal 9");
        await(() -> healthy(deployment) == 2
                && progress(deployment).replicas().get(1).restarts() == 1);
        deployment.update("scale", Integer.class, 3);
        await(() -> healthy(deployment) == 3);
        deployment.signal("stop");
        assertThat(deployment.getResult(DeploymentResult.class).restarts()).isEqualTo(1);

        WorkflowClient client = temporal.getWorkflowClient();
        record(client, "restarted-scaled-stopped", context(FIRST).workflowId());
        record(client, "replica-restarted-stopped", ReplicaSet.workflowId(context(FIRST), 1));
    }

    @Test
    void leavesTheHistoryOfAFailureThatCanBeReplayed() throws Exception {
        host.healthyFromStart = 99;
        WorkflowStub deployment = start(FIRST, spec(1, 1));
        assertThatThrownBy(() -> deployment.getResult(DeploymentResult.class))
                .isInstanceOf(WorkflowFailedException.class);
        record(temporal.getWorkflowClient(), "unhealthy", context(FIRST).workflowId());
        record(temporal.getWorkflowClient(), "replica-unhealthy", ReplicaSet.workflowId(context(FIRST), 0));
    }

    private WorkflowStub start(UUID id, DeploymentSpec spec) {
        RunContext run = context(id);
        WorkflowStub stub = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        RunKind.DEPLOYMENT.workflowType(),
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.WORKBENCH)
                                .setWorkflowId(run.workflowId())
                                .build());
        // As the control plane does it: two arguments, the third is for continuing as new.
        stub.start(run, spec);
        return stub;
    }

    private static RunContext context(UUID id) {
        return new RunContext(
                id, UUID.fromString("01900000-0000-7000-8000-00000000000a"), "demo", RunKind.DEPLOYMENT, "ana", 1);
    }

    static DeploymentSpec spec(int version, int replicas) {
        String digest = "ab".repeat(32);
        return new DeploymentSpec(
                "churn",
                "churn-model",
                version,
                digest,
                null,
                List.of(new DeploymentSpec.ModelFile("model.onnx", digest, 5)),
                new DeploymentSpec.RuntimeBinding(
                        UUID.fromString("01900000-0000-7000-8000-00000000000b"), "tabular", "sha256:" + digest, digest),
                replicas,
                512L << 20,
                64,
                Duration.ZERO);
    }

    private static DeploymentProgress progress(WorkflowStub deployment) {
        return deployment.query("progress", DeploymentProgress.class);
    }

    private static long healthy(WorkflowStub deployment) {
        return progress(deployment).replicas().stream()
                .filter(report -> report.phase() == Phase.HEALTHY)
                .count();
    }

    private void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("in time; so far: " + control.happened).isBefore(deadline);
            temporal.sleep(Duration.ofMillis(100));
        }
    }
}
