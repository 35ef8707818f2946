package io.workbenchx.workflows.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RecordedOutcomes;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.TestEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingWorkflowTest {

    private static final RunContext RUN = TestEngine.context(RunKind.TRAINING);

    private final RecordedOutcomes outcomes = new RecordedOutcomes();
    private final FakeJobHost host = new FakeJobHost();

    @RegisterExtension
    final TestEngine engine = TestEngine.hosting(TrainingWorkflowImpl.class)
            .with(TaskQueues.WORKBENCH, outcomes)
            .with(TaskQueues.WORKBENCH, host)
            .with(TaskQueues.runners("h1"), host);

    @Test
    void takesTheStepsInOrderAndReturnsWhatTheScriptUsed() throws Exception {
        TrainingResult result = start().getResult(TrainingResult.class);

        assertThat(result).isEqualTo(FakeJobHost.RESULT);
        assertThat(host.happened).containsExactly("chose h1", "prepared abc1234", "executed train.py", "released");
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(outcomes.reports()).isOne();
        engine.keepHistory(RUN, "succeeded");
    }

    @Test
    void tellsEveryStepWhichRunItWorksFor() {
        start().getResult(TrainingResult.class);

        assertThat(host.contexts).hasSize(4).containsOnly(RUN);
    }

    @ParameterizedTest
    @EnumSource(names = {"SCRIPT_FAILED", "OUT_OF_MEMORY", "INTEGRITY", "RUNTIME_MISMATCH", "WORKLOAD_LOST"})
    void failsAtOnceWithTheReasonOfAStepThatCannotWork(FailureCode code) {
        host.executing = code;

        assertThatFailureIs(start(), code);
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.FAILED);
        assertThat(outcomes.of(RUN).message()).isEqualTo("it says " + code);
        assertThat(host.happened).containsExactly("chose h1", "prepared abc1234", "executed train.py", "released");
    }

    @Test
    void cleansUpWhenThePreparationFails() throws Exception {
        host.preparing = FailureCode.CODE_NOT_FOUND;

        assertThatFailureIs(start(), FailureCode.CODE_NOT_FOUND);
        assertThat(host.happened).containsExactly("chose h1", "prepared abc1234", "released");
        engine.keepHistory(RUN, "code-not-found");
    }

    @Test
    void isTimedOutWhenTheScriptOutlivedItsTime() {
        host.executing = FailureCode.TIMED_OUT;

        assertThatFailureIs(start(), FailureCode.TIMED_OUT);
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.TIMED_OUT);
    }

    @Test
    void isOutOfBudgetWhenTheReservationIsUsedUp() {
        host.executing = FailureCode.BUDGET_EXHAUSTED;

        assertThatFailureIs(start(), FailureCode.BUDGET_EXHAUSTED);
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.OUT_OF_BUDGET);
    }

    @Test
    void triesAStepAgainWhileSomethingIsAway() throws Exception {
        host.executing = FailureCode.UNAVAILABLE;
        host.failures = 7;

        start().getResult(TrainingResult.class);

        assertThat(host.happened).filteredOn("executed train.py"::equals).hasSize(8);
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.SUCCEEDED);
        engine.keepHistory(RUN, "tried-again");
    }

    @Test
    void givesUpWhenSomethingIsAwayForTooLong() {
        host.executing = FailureCode.UNAVAILABLE;

        assertThatFailureIs(start(), FailureCode.UNAVAILABLE);
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.FAILED);
        assertThat(host.happened).endsWith("released");
    }

    @Test
    void killsTheJobBeforeItCleansUpWhenCancelled() throws Exception {
        host.endless = true;
        WorkflowStub training = start();
        TestEngine.await("the script runs", () -> host.happened.contains("executed train.py"));

        training.cancel();

        assertThatThrownBy(() -> training.getResult(TrainingResult.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(host.happened).endsWith("executed train.py", "killed", "released");
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.CANCELLED);
        engine.keepHistory(RUN, "cancelled");
    }

    @Test
    void doesNotHideTheReasonOfAFailureBehindAFailingCleanUp() {
        host.executing = FailureCode.SCRIPT_FAILED;
        host.releasing = FailureCode.INTERNAL;

        assertThatFailureIs(start(), FailureCode.SCRIPT_FAILED);
        assertThat(outcomes.of(RUN).code()).isEqualTo(FailureCode.SCRIPT_FAILED);
    }

    @Test
    void staysASuccessWhenTheCleanUpFails() throws Exception {
        host.releasing = FailureCode.INTERNAL;

        start().getResult(TrainingResult.class);

        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.SUCCEEDED);
        engine.keepHistory(RUN, "left-something-behind");
    }

    private WorkflowStub start() {
        return engine.start(RUN, spec());
    }

    private static void assertThatFailureIs(WorkflowStub training, FailureCode code) {
        assertThatThrownBy(() -> training.getResult(TrainingResult.class))
                .isInstanceOf(WorkflowFailedException.class)
                .rootCause()
                .isInstanceOfSatisfying(
                        ApplicationFailure.class,
                        failure -> assertThat(failure.getType()).isEqualTo(code.name()));
    }

    static TrainingSpec spec() {
        String digest = "ab".repeat(32);
        UUID id = UUID.fromString("01900000-0000-7000-8000-00000000000b");
        return new TrainingSpec(
                "abc1234",
                "train.py",
                Map.of("n_estimators", "100"),
                List.of(new TrainingSpec.DatasetBinding("breast-cancer", 1, id, "wdbc.csv", digest)),
                new TrainingSpec.RuntimeBinding(id, "tabular", "sha256:" + digest, digest),
                "breast-cancer",
                null,
                1,
                Duration.ofMinutes(10),
                512L << 20,
                64,
                Map.of("API_TOKEN", "upstream-token"));
    }
}
