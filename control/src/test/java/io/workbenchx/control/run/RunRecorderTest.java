package io.workbenchx.control.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunRecorderTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestProject project = new TestProject(100).budget(BudgetUnit.CPU_SECONDS, "1000");
    private final RunRecorder recorder = project.recorder;

    @Test
    void chainsEventsWithoutAGapWhenSixteenWriteAtOnce() throws Exception {
        UUID run = project.running();

        Competition.of(16, writer -> {
            for (int n = 0; n < 25; n++) {
                NewEvent begun = new NewEvent("step.started", null, Map.of("writer", writer, "n", n));
                NewEvent ended = new NewEvent("step.completed", writer + "/" + n, Map.of("writer", writer, "n", n));
                recorder.record(run, "worker", List.of(begun, ended), true);
            }
            return null;
        });

        List<RunEvents.Event> events = new RunEvents(project.jdbc).after(run, 0, 10_000);
        assertThat(events).hasSize(3 + 16 * 25 * 2);
        String before = "00".repeat(32);
        int seq = 0;
        for (RunEvents.Event event : events) {
            JsonNode record = JSON.readTree(event.record());
            assertThat(event.seq()).isEqualTo(++seq);
            assertThat(record.path("seq").asInt()).isEqualTo(seq);
            assertThat(record.path("prev").asString()).isEqualTo(before);
            assertThat(event.hash()).isEqualTo(CanonicalJson.sha256(event.record()));
            before = event.hash();
        }
        Map<String, Object> head = project.jdbc
                .sql("select last_seq, encode(last_hash, 'hex') as last_hash from ops.runs where id = ?")
                .param(run)
                .query()
                .singleRow();
        assertThat(head).containsEntry("last_seq", seq).containsEntry("last_hash", before);
    }

    @Test
    void storesAnEventWithAKeyOnce() throws Exception {
        UUID run = project.running();

        Competition.of(
                16,
                n -> recorder.record(
                        run, "worker", List.of(new NewEvent("step.completed", "the one", Map.of("n", n))), true));

        assertThat(project.events(run)).containsExactly("run.queued", "run.admitted", "run.running", "step.completed");
    }

    @Test
    void keepsEveryCharacterAndStaysCanonical() throws Exception {
        UUID run = project.running();
        String nasty =
                "quote \" backslash \\ slash / tab \t line \n return \r bell \u0007 unit \u001f del \u007f é € 😀 \u2028 \ufb33";

        recorder.record(run, nasty, List.of(new NewEvent("step.\"odd\"", null, Map.of("text", nasty, "é", 1))), false);

        RunEvents.Event event = new RunEvents(project.jdbc).after(run, 3, 10).get(0);
        JsonNode record = JSON.readTree(event.record());
        assertThat(record.path("actor").asString()).isEqualTo(nasty);
        assertThat(record.path("data").path("text").asString()).isEqualTo(nasty);
        assertThat(record.path("type").asString()).isEqualTo("step.\"odd\"");
        assertThat(new CanonicalJson(JSON).write(record)).isEqualTo(event.record());
    }

    @Test
    void neverChangesATerminalState() {
        UUID run = project.running();
        project.succeed(run);
        List<String> events = project.events(run);

        project.fail(run, FailureCode.SCRIPT_FAILED);
        project.fail(run, FailureCode.CANCELLED);
        recorder.record(run, "worker", List.of(), true);

        assertThat(recorder.requestCancel(run, "ana", "too late")).isFalse();
        assertThat(recorder.nextAttempt(run, 1, "too late")).isEqualTo(1);
        assertThat(project.state(run)).isEqualTo("SUCCEEDED");
        assertThat(project.events(run)).isEqualTo(events).endsWith("run.running", "run.succeeded");
    }

    @Test
    void endsOnceWhenManyEndIt() throws Exception {
        UUID run = project.running();

        List<RunState> states = Competition.of(16, n -> {
            if (n % 2 == 0) {
                project.succeed(run);
            } else {
                project.fail(run, FailureCode.TIMED_OUT);
            }
            return recorder.standing(run).state();
        });

        assertThat(states).containsOnly(RunState.valueOf(project.state(run)));
        assertThat(project.events(run))
                .filteredOn(type -> type.matches("run\\.(succeeded|timed_out)"))
                .hasSize(1);
    }

    @Test
    void refusesAStateThatIsNoEnd() {
        UUID run = project.running();

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> project.jdbc
                        .sql("select ops.finish_run(?, 'worker', 'RUNNING', null, null, null, '{}')")
                        .param(run)
                        .query(String.class)
                        .single())
                .withMessageContaining("not a terminal state");
    }

    @Test
    void marksStepsThatComeAfterTheEnd() {
        UUID run = project.running();
        project.fail(run, FailureCode.TIMED_OUT);

        recorder.record(run, "worker", List.of(new NewEvent("step.completed", "late", Map.of())), true);

        assertThat(project.events(run)).endsWith("run.timed_out", "step.completed.late");
        assertThat(project.state(run)).isEqualTo("TIMED_OUT");
    }

    @Test
    void tellsOnlyOnceThatTheRunIsRunning() {
        UUID run = project.admit(Map.of()).run();

        recorder.record(run, "worker", List.of(), true);
        recorder.record(run, "worker", List.of(), true);

        assertThat(project.events(run)).containsExactly("run.queued", "run.admitted", "run.running");
        assertThat(project.state(run)).isEqualTo("RUNNING");
    }

    @Test
    void startsTheNextAttemptOnceForAllWhoSawTheLastOneLost() throws Exception {
        UUID run = project.running();

        List<Integer> attempts = Competition.of(8, n -> recorder.nextAttempt(run, 1, "the engine forgot it"));

        assertThat(attempts).containsOnly(2);
        assertThat(project.events(run)).containsOnlyOnce("run.restarted");
    }

    @Test
    void chargesAMeterOnceHoweverOftenItIsTold() throws Exception {
        UUID run = project.running();

        Competition.of(16, n -> {
            for (int total = 1; total <= 5; total++) {
                recorder.meter(run, "workload", Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal(total)));
            }
            return null;
        });
        recorder.meter(run, "workload", Map.of(BudgetUnit.CPU_SECONDS, BigDecimal.ONE));
        recorder.meter(run, "preparation", Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("0.5")));

        assertThat(recorder.cost(run).get(BudgetUnit.CPU_SECONDS).spent()).isEqualByComparingTo("5.5");
    }

    @Test
    void settlesWhatWasUsedAndReleasesTheRest() {
        UUID run = project.running();
        assertThat(project.account(BudgetUnit.CPU_SECONDS).reserved()).isEqualByComparingTo("10");
        recorder.meter(run, "workload", Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("2.5")));

        project.succeed(run);
        project.succeed(run);

        assertThat(project.account(BudgetUnit.CPU_SECONDS).reserved()).isZero();
        assertThat(project.account(BudgetUnit.CPU_SECONDS).spent()).isEqualByComparingTo("2.5");
    }

    @Test
    void countsCostThatArrivesAfterTheEnd() {
        UUID run = project.running();
        project.fail(run, FailureCode.TIMED_OUT);

        recorder.meter(run, "workload", Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("3")));
        assertThat(project.account(BudgetUnit.CPU_SECONDS).spent()).isEqualByComparingTo("3");

        recorder.meter(run, "workload", Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("5000")));
        assertThat(project.account(BudgetUnit.CPU_SECONDS).spent()).isEqualByComparingTo("1000");
    }

    @Test
    void countsWhatARunUsedBeyondItsReservationBeforeItWasStopped() {
        UUID run = project.running();
        recorder.meter(run, "workload", Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("12")));

        project.fail(run, FailureCode.BUDGET_EXHAUSTED);

        assertThat(project.account(BudgetUnit.CPU_SECONDS).spent()).isEqualByComparingTo("12");
        assertThat(project.account(BudgetUnit.CPU_SECONDS).reserved()).isZero();
    }

    @Test
    void tellsARunToStopWhenItsReservationIsUsedUp() {
        UUID run = project.running();
        recorder.meter(run, "workload", Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("9.9")));
        assertThatCode(() -> recorder.standing(run).check()).doesNotThrowAnyException();

        recorder.meter(run, "workload", Map.of(BudgetUnit.CPU_SECONDS, BigDecimal.TEN));

        assertThatMustStop(run, FailureCode.BUDGET_EXHAUSTED);
    }

    @Test
    void saysOnceThatAReservationRunsLowAndThatItIsUsedUp() throws Exception {
        UUID run = project.running();

        for (String total : List.of("7.9", "8", "9.99", "12", "13")) {
            recorder.meter(run, "workload", Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal(total)));
        }

        assertThat(project.events(run))
                .containsExactly("run.queued", "run.admitted", "run.running", "budget.reached", "budget.reached");
        List<RunEvents.Event> reached = new RunEvents(project.jdbc).after(run, 3, 10);
        assertThat(JSON.readTree(reached.get(0).record()).path("data").toString())
                .isEqualTo("{\"percent\":80,\"reserved\":\"10\",\"spent\":\"8\",\"unit\":\"CPU_SECONDS\"}");
        assertThat(JSON.readTree(reached.get(1).record()).path("data").toString())
                .isEqualTo("{\"percent\":100,\"reserved\":\"10\",\"spent\":\"12\",\"unit\":\"CPU_SECONDS\"}");
    }

    @Test
    void doesNotTakeUsageNobodyReservedForAnExhaustedBudget() {
        UUID run = project.running();
        recorder.meter(run, "tokens", Map.of(BudgetUnit.TOKENS, BigDecimal.ONE));

        assertThat(recorder.record(run, "worker", List.of(), true).exhausted()).isNull();
        assertThat(recorder.standing(run).exhausted()).isNull();
    }

    @Test
    void tellsARunToStopWhenItWasCancelledOrHasEnded() {
        UUID run = project.running();
        recorder.requestCancel(run, "ana", "no longer needed");
        recorder.requestCancel(run, "ana", "twice");
        assertThatMustStop(run, FailureCode.CANCELLED);
        assertThat(project.events(run)).containsOnlyOnce("run.cancel_requested");

        project.fail(run, FailureCode.CANCELLED);
        assertThatMustStop(run, FailureCode.CANCELLED);
    }

    private void assertThatMustStop(UUID run, FailureCode code) {
        Map<String, RunRecorder.Standing> standings = new HashMap<>();
        standings.put("asked", recorder.standing(run));
        standings.put("recording", recorder.record(run, "worker", List.of(), false));
        standings.put("metering", recorder.meter(run, "nothing", Map.of()));
        standings.forEach((when, standing) -> assertThatExceptionOfType(WorkbenchException.class)
                .as(when)
                .isThrownBy(standing::check)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code)));
    }
}
