package io.workbenchx.workflows.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.workflows.run.RecordedOutcomes;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunContextPropagator;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.TestEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProbeWorkflowTest {

    private static final RunContext RUN = TestEngine.context(RunKind.PROBE);

    private final RecordedOutcomes outcomes = new RecordedOutcomes();

    @RegisterExtension
    final TestEngine engine = TestEngine.hosting(ProbeWorkflowImpl.class)
            .with(TaskQueues.WORKBENCH, outcomes)
            .with(TaskQueues.WORKBENCH, (ProbeActivities)
                    () -> "h1 for " + RunContextPropagator.current().workflowId());

    @Test
    void returnsTheHostThatAnswered() throws Exception {
        String answer = engine.start(RUN, new ProbeSpec("hello")).getResult(String.class);

        assertThat(answer).isEqualTo("h1 for demo/probe/" + RUN.runId());
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(outcomes.of(RUN).result()).isEqualTo(answer);
        engine.keepHistory(RUN, "succeeded");
    }

    @Test
    void isSummarisedByItsNote() {
        assertThat(new ProbeSpec(null).summary()).isEqualTo("probe");
        assertThat(new ProbeSpec("hello").summary()).isEqualTo("probe: hello");
    }
}
