package io.workbenchx.workflows.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RecordedOutcomes;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.TestEngine;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackingWorkflowTest {

    private static final RunContext RUN = TestEngine.context(RunKind.TRACKING);

    private final RecordedOutcomes outcomes = new RecordedOutcomes();

    @RegisterExtension
    final TestEngine engine = TestEngine.hosting(TrackingWorkflowImpl.class).with(TaskQueues.WORKBENCH, outcomes);

    @Test
    void succeedsWhenTheClientSaysItsWorkIsDone() throws Exception {
        WorkflowStub tracking = start();
        tracking.signal("finish", "FINISHED");

        assertThat(tracking.getResult(String.class)).isEqualTo("FINISHED");
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.SUCCEEDED);
        engine.keepHistory(RUN, "finished");
    }

    @ParameterizedTest
    @CsvSource({"FAILED, FAILED, SCRIPT_FAILED", "KILLED, CANCELLED, CANCELLED", "odd, FAILED, SCRIPT_FAILED"})
    void endsAsTheClientReports(String reported, RunState state, FailureCode code) throws Exception {
        WorkflowStub tracking = start();
        tracking.signal("finish", reported);

        assertThatThrownBy(() -> tracking.getResult(String.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(outcomes.of(RUN).state()).isEqualTo(state);
        assertThat(outcomes.of(RUN).code()).isEqualTo(code);
        engine.keepHistory(RUN, reported.toLowerCase(Locale.ROOT));
    }

    @Test
    void keepsToTheFirstReport() {
        WorkflowStub tracking = start();
        tracking.signal("finish", "FINISHED");
        tracking.signal("finish", "FAILED");

        assertThat(tracking.getResult(String.class)).isEqualTo("FINISHED");
    }

    @Test
    void doesNotWaitForEverForAClientThatVanished() throws Exception {
        WorkflowStub tracking = start();

        assertThatThrownBy(() -> tracking.getResult(String.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.TIMED_OUT);
        assertThat(outcomes.of(RUN).message()).contains("30 days");
        engine.keepHistory(RUN, "vanished");
    }

    @Test
    void isCancelledWhenToldSo() throws Exception {
        WorkflowStub tracking = start();
        tracking.cancel();

        assertThatThrownBy(() -> tracking.getResult(String.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.CANCELLED);
        engine.keepHistory(RUN, "cancelled");
    }

    @Test
    void belongsToAnExperiment() {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> new TrackingSpec(" ", null))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.SPEC_INVALID));
        assertThat(new TrackingSpec("churn", null).summary()).isEqualTo("track a run in churn");
        assertThat(new TrackingSpec("churn", "r1").summary()).isEqualTo("track r1 in churn");
    }

    private WorkflowStub start() {
        return engine.start(RUN, new TrackingSpec("churn", "nightly"));
    }
}
