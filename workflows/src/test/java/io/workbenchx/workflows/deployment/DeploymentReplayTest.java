package io.workbenchx.workflows.deployment;

import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.WorkbenchDataConverter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories of released workflow code must replay: a deployment runs for months and meets newer workers. */
class DeploymentReplayTest {

    @ParameterizedTest
    @ValueSource(strings = {"restarted-scaled-stopped", "replica-restarted-stopped", "unhealthy", "replica-unhealthy"})
    void replays(String history) throws Exception {
        TestEnvironmentOptions options = TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkbenchDataConverter.create())
                        .build())
                .build();
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(options)) {
            Worker worker = temporal.newWorker(TaskQueues.WORKBENCH);
            worker.registerWorkflowImplementationTypes(DeploymentWorkflowImpl.class, ReplicaWorkflowImpl.class);
            WorkflowReplayer.replayWorkflowExecutionFromResource("histories/deployment/" + history + ".json", worker);
        }
    }
}
