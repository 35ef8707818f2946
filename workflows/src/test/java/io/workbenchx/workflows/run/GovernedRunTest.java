package io.workbenchx.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.probe.ProbeSpec;
import io.workbenchx.workflows.probe.ProbeWorkflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GovernedRunTest {

    private static final RunContext RUN = TestEngine.context(RunKind.PROBE);

    private final RecordedOutcomes outcomes = new RecordedOutcomes();

    @RegisterExtension
    final TestEngine engine = TestEngine.hosting(Bodies.class).with(TaskQueues.WORKBENCH, outcomes);

    /** A governed workflow whose body does what its note says. */
    public static class Bodies implements ProbeWorkflow {
        @Override
        public String run(RunContext run, ProbeSpec spec) {
            return GovernedRun.govern(run, () -> body(String.valueOf(spec.note())));
        }

        private static String body(String note) {
            return switch (note) {
                case "work" -> "done";
                case "refuse" ->
                    throw new WorkbenchException(FailureCode.RUNTIME_NOT_APPROVED, "The runtime tabular is pending.");
                case "fail" -> throw ApplicationFailure.newNonRetryableFailure("exit code 3", "SCRIPT_FAILED");
                case "be wrong" -> throw new IllegalStateException("a programming error");
                case "wait" -> {
                    Workflow.await(() -> false);
                    yield "never";
                }
                default -> throw new AssertionError(note);
            };
        }
    }

    @Test
    void recordsSuccessWithTheResult() {
        assertThat(start("work").getResult(String.class)).isEqualTo("done");
        assertThatOutcomeIs(RunState.SUCCEEDED, null, null);
        assertThat(outcomes.of(RUN).result()).isEqualTo("done");
    }

    @Test
    void recordsARefusalAndFailsTheWorkflowWithItsCode() {
        assertThatFails(start("refuse"), "RUNTIME_NOT_APPROVED");
        assertThatOutcomeIs(RunState.FAILED, FailureCode.RUNTIME_NOT_APPROVED, "The runtime tabular is pending.");
    }

    @Test
    void recordsATypedFailure() {
        assertThatFails(start("fail"), "SCRIPT_FAILED");
        assertThatOutcomeIs(RunState.FAILED, FailureCode.SCRIPT_FAILED, "exit code 3");
    }

    @Test
    void recordsAProgrammingErrorInsteadOfLeavingTheRunOpen() {
        assertThatFails(start("be wrong"), IllegalStateException.class.getName());
        assertThatOutcomeIs(RunState.FAILED, FailureCode.INTERNAL, "a programming error");
    }

    @Test
    void recordsCancellationAlthoughTheWorkflowIsCancelled() {
        WorkflowStub workflow = start("wait");
        workflow.cancel();

        assertThatThrownBy(() -> workflow.getResult(String.class))
                .isInstanceOf(WorkflowFailedException.class)
                .hasCauseInstanceOf(CanceledFailure.class);
        assertThatOutcomeIs(RunState.CANCELLED, FailureCode.CANCELLED, "The run was cancelled.");
    }

    @Test
    void findsTheReasonBehindTheStepThatFailed() {
        RunOutcome outcome = GovernedRun.outcomeOf(step(step(ApplicationFailure.newFailure("no", "OUT_OF_MEMORY"))));

        assertThat(outcome).isEqualTo(RunOutcome.failed(FailureCode.OUT_OF_MEMORY, "no"));
    }

    @Test
    void callsAFailureOfAnUnknownTypeInternal() {
        assertThat(GovernedRun.outcomeOf(ApplicationFailure.newFailure("odd", "java.lang.NullPointerException")))
                .isEqualTo(RunOutcome.failed(FailureCode.INTERNAL, "odd"));
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT_TYPE_START_TO_CLOSE", "TIMEOUT_TYPE_HEARTBEAT", "TIMEOUT_TYPE_SCHEDULE_TO_CLOSE"})
    void callsAStepThatTookTooLongTimedOut(TimeoutType type) {
        RunOutcome outcome = GovernedRun.outcomeOf(step(new TimeoutFailure("too long", null, type)));

        assertThat(outcome.state()).isEqualTo(RunState.TIMED_OUT);
        assertThat(outcome.message()).contains(type.name());
    }

    @Test
    void callsACancelledStepCancelled() {
        assertThat(GovernedRun.outcomeOf(step(new CanceledFailure("stop"))).state())
                .isEqualTo(RunState.CANCELLED);
    }

    private WorkflowStub start(String note) {
        return engine.start(RUN, new ProbeSpec(note));
    }

    private static void assertThatFails(WorkflowStub workflow, String type) {
        assertThatThrownBy(() -> workflow.getResult(String.class))
                .isInstanceOf(WorkflowFailedException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ApplicationFailure.class,
                        failure -> assertThat(failure.getType()).isEqualTo(type));
    }

    private void assertThatOutcomeIs(RunState state, FailureCode code, String message) {
        assertThat(outcomes.of(RUN).state()).isEqualTo(state);
        assertThat(outcomes.of(RUN).code()).isEqualTo(code);
        assertThat(outcomes.of(RUN).message()).isEqualTo(message);
        assertThat(outcomes.reports()).isOne();
    }

    private static ActivityFailure step(TemporalFailure cause) {
        return new ActivityFailure(
                "failed", 1, 2, "Execute", "1", RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE, "worker", cause);
    }
}
