package io.workbenchx.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Histories of workflow code that was in use, by kind, in src/test/resources/histories. Runs outlive builds: today's code must be able to go
 * on where yesterday's was. New ones come from {@link TestEngine#keepHistory}.
 */
public final class RecordedHistories {

    private RecordedHistories() {}

    /** Names of the histories kept of a kind of run. */
    public static List<String> of(RunKind kind) throws IOException, URISyntaxException {
        var directory = RecordedHistories.class.getResource("/histories/" + kind.wireName());
        assertThat(directory).as("histories of " + kind).isNotNull();
        try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
            return files.map(file -> "histories/" + kind.wireName() + "/" + file.getFileName())
                    .sorted()
                    .toList();
        }
    }

    /** Fails when the code does not do what the history says it did. */
    public static void replay(String history, Class<?>... workflows) throws Exception {
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(TestEngine.options())) {
            Worker worker = temporal.newWorker(TaskQueues.WORKBENCH);
            worker.registerWorkflowImplementationTypes(workflows);
            WorkflowReplayer.replayWorkflowExecutionFromResource(history, worker);
        }
    }
}
