package io.workbenchx.workflows.environment;

import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.WorkbenchDataConverter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories of released workflow code must replay: a build may meet a newer worker half-way. */
class EnvironmentReplayTest {

    @ParameterizedTest
    @ValueSource(strings = {"built", "failed", "cancelled"})
    void replays(String history) throws Exception {
        TestEnvironmentOptions options = TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(WorkbenchDataConverter.create())
                        .build())
                .build();
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(options)) {
            Worker worker = temporal.newWorker(TaskQueues.WORKBENCH);
            worker.registerWorkflowImplementationTypes(EnvironmentWorkflowImpl.class);
            WorkflowReplayer.replayWorkflowExecutionFromResource("histories/environment/" + history + ".json", worker);
        }
    }
}
