package io.workbenchx.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.workflows.run.FailureCode.Category;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureCodeTest {

    @ParameterizedTest
    @EnumSource
    void hasANameThatUrlsAndPeopleCanUse(FailureCode code) {
        assertThat(code.name()).matches("[A-Z]+(_[A-Z]+)*");
        assertThat(FailureCode.of(code.name())).isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource
    void blamesTheCallerExactlyWhenTheCallerCanHelp(FailureCode code) {
        boolean blamesCaller = code.httpStatus() / 100 == 4;

        if (code.category() == Category.USER) {
            assertThat(blamesCaller).isTrue();
        }
        if (code.category() == Category.INTERNAL || code.category() == Category.EXTERNAL) {
            assertThat(blamesCaller).isFalse();
        }
        assertThat(code.httpStatus()).isBetween(400, 599);
    }

    @ParameterizedTest
    @EnumSource
    void triesAgainOnlyWhatAnotherTryCanChange(FailureCode code) {
        boolean retryable = code.category() == Category.RESOURCE || code.category() == Category.EXTERNAL;
        assertThat(code.category().retryable()).isEqualTo(retryable);
    }

    @ParameterizedTest
    @EnumSource(Category.class)
    void isQuietOnlyAboutWhatNeedsNoOperator(Category category) {
        assertThat(category.benign()).isEqualTo(category == Category.USER || category == Category.POLICY);
        assertThat(category.benign() && category.retryable()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void endsARunInATerminalStateThatIsNotSuccess(FailureCode code) {
        RunOutcome outcome = RunOutcome.failed(code, "why");

        assertThat(outcome.state().terminal()).isTrue();
        assertThat(outcome.state()).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(outcome.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"CANCELLED, CANCELLED", "TIMED_OUT, TIMED_OUT", "BUDGET_EXHAUSTED, OUT_OF_BUDGET", "INTEGRITY, FAILED"})
    void decidesTheStateOfTheRun(FailureCode code, RunState state) {
        assertThat(RunOutcome.failed(code, "why").state()).isEqualTo(state);
    }

    @Test
    void takesANameThisBuildDoesNotKnowForInternal() {
        assertThat(FailureCode.of("FROM_THE_FUTURE")).isEqualTo(FailureCode.INTERNAL);
        assertThat(FailureCode.of("")).isEqualTo(FailureCode.INTERNAL);
    }

    @Test
    void leavesExactlyTheLastStatesTerminal() {
        assertThat(RunState.values())
                .filteredOn(RunState::terminal)
                .containsExactly(
                        RunState.SUCCEEDED,
                        RunState.FAILED,
                        RunState.CANCELLED,
                        RunState.TIMED_OUT,
                        RunState.OUT_OF_BUDGET);
    }
}
