package io.workbenchx.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.run.TestProject.Admission;
import io.workbenchx.workflows.run.FailureCode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** FAULTS F13 and F14: what many ask for at once is admitted exactly as far as budget and places go, and once each. */
class AdmissionTest {

    private static final Map<BudgetUnit, String> TEN = Map.of(BudgetUnit.CPU_SECONDS, "10");

    @Test
    void admitsExactlyWhatTheBudgetCoversWhenTwoHundredAskAtOnce() throws Exception {
        TestProject project = new TestProject(1000).budget(BudgetUnit.CPU_SECONDS, "100");

        List<Admission> admissions = Competition.of(200, n -> project.admit(TEN));

        assertThat(admissions)
                .filteredOn(admission -> admission.state().equals("ADMITTED"))
                .hasSize(10);
        assertThat(admissions)
                .filteredOn(admission -> admission.state().equals("FAILED"))
                .hasSize(190)
                .allSatisfy(refused -> {
                    assertThat(refused.code()).isEqualTo("BUDGET_EXHAUSTED");
                    assertThat(refused.message()).contains("CPU_SECONDS", "asks for 10", "raise the budget");
                    assertThat(project.events(refused.run())).containsExactly("run.queued", "run.refused");
                });
        assertThat(project.account(BudgetUnit.CPU_SECONDS).reserved()).isEqualByComparingTo("100");
    }

    @Test
    void givesTheSameRunToTheSameRequestHoweverOftenItComes() throws Exception {
        TestProject project = new TestProject(1000).budget(BudgetUnit.CPU_SECONDS, "100");

        List<Admission> admissions = Competition.of(100, n -> project.admit("one request", "abc", TEN, 3, false));

        assertThat(admissions)
                .extracting(Admission::run)
                .containsOnly(admissions.get(0).run());
        assertThat(admissions).extracting(Admission::sameRequest).containsOnly(true);
        assertThat(admissions).filteredOn(admission -> !admission.existing()).hasSize(1);
        assertThat(project.account(BudgetUnit.CPU_SECONDS).reserved()).isEqualByComparingTo("10");
        assertThat(project.events(admissions.get(0).run())).containsExactly("run.queued", "run.admitted");
    }

    @Test
    void tellsARequestIdThatWasUsedForSomethingElse() {
        TestProject project = new TestProject(10).budget(BudgetUnit.CPU_SECONDS, "100");
        Admission first = project.admit("request", "one body", TEN, 3, false);

        Admission second = project.admit("request", "another body", TEN, 3, false);

        assertThat(second.sameRequest()).isFalse();
        assertThat(second.run()).isEqualTo(first.run());
        assertThat(project.account(BudgetUnit.CPU_SECONDS).reserved()).isEqualByComparingTo("10");
    }

    @Test
    void letsRequestIdsOfOthersAlone() {
        TestProject mine = new TestProject(10);
        TestProject yours = new TestProject(10);

        assertThat(mine.admit("request", "", Map.of(), 3, false).existing()).isFalse();
        assertThat(yours.admit("request", "", Map.of(), 3, false).existing()).isFalse();
    }

    @Test
    void reservesEveryUnitOrNone() {
        TestProject project =
                new TestProject(10).budget(BudgetUnit.CPU_SECONDS, "100").budget(BudgetUnit.USD, "1");
        Map<BudgetUnit, String> dear = new LinkedHashMap<>();
        dear.put(BudgetUnit.CPU_SECONDS, "10");
        dear.put(BudgetUnit.USD, "2");

        Admission refused = project.admit(dear);

        assertThat(refused.code()).isEqualTo("BUDGET_EXHAUSTED");
        assertThat(refused.message()).contains("1 USD left", "asks for 2");
        assertThat(project.account(BudgetUnit.CPU_SECONDS).reserved()).isZero();
        assertThat(project.account(BudgetUnit.USD).reserved()).isZero();
    }

    @Test
    void refusesAUnitTheProjectHasNoBudgetOf() {
        Admission refused = new TestProject(10).admit(Map.of(BudgetUnit.GPU_SECONDS, "1"));

        assertThat(refused.code()).isEqualTo("BUDGET_EXHAUSTED");
        assertThat(refused.message()).contains("0 GPU_SECONDS left");
    }

    @Test
    void admitsAndEndsRunsOfTwoUnitsAtOnceWithoutDeadlock() throws Exception {
        TestProject project =
                new TestProject(1000).budget(BudgetUnit.CPU_SECONDS, "100000").budget(BudgetUnit.USD, "100000");

        Competition.of(16, n -> {
            for (int i = 0; i < 20; i++) {
                Map<BudgetUnit, String> units = new LinkedHashMap<>();
                units.put(n % 2 == 0 ? BudgetUnit.USD : BudgetUnit.CPU_SECONDS, "1");
                units.put(n % 2 == 0 ? BudgetUnit.CPU_SECONDS : BudgetUnit.USD, "1");
                UUID run = project.admit(units).run();
                project.succeed(run);
                project.recorder.meter(run, "late", amounts(units));
            }
            return null;
        });

        assertThat(project.account(BudgetUnit.USD).reserved()).isZero();
        assertThat(project.account(BudgetUnit.USD).spent()).isEqualByComparingTo("320");
        assertThat(project.account(BudgetUnit.CPU_SECONDS).spent()).isEqualByComparingTo("320");
    }

    private static Map<BudgetUnit, BigDecimal> amounts(Map<BudgetUnit, String> units) {
        Map<BudgetUnit, BigDecimal> amounts = new LinkedHashMap<>();
        units.forEach((unit, amount) -> amounts.put(unit, new BigDecimal(amount)));
        return amounts;
    }

    @Test
    void queuesJobsBeyondTheProjectsPlacesAndAdmitsThemByPriorityAndAge() {
        TestProject project = new TestProject(2);
        UUID first = admitted(project, 3);
        UUID second = admitted(project, 3);
        UUID older = queued(project, 3);
        UUID younger = queued(project, 3);
        UUID urgent = queued(project, 1);

        project.succeed(first);
        project.recorder.admitQueued();
        assertThat(project.state(urgent)).isEqualTo("ADMITTED");
        assertThat(project.state(older)).isEqualTo("QUEUED");

        project.fail(second, FailureCode.SCRIPT_FAILED);
        project.recorder.admitQueued();
        assertThat(project.state(older)).isEqualTo("ADMITTED");
        assertThat(project.state(younger)).isEqualTo("QUEUED");
        assertThat(project.events(older)).containsExactly("run.queued", "run.admitted");
    }

    @Test
    void neverFillsMorePlacesThanThereAre() throws Exception {
        TestProject project = new TestProject(3);

        Competition.of(32, n -> {
            if (n % 2 == 0) {
                return project.admit(Map.of()).run();
            }
            project.recorder.admitQueued();
            return null;
        });
        Competition.of(8, n -> project.recorder.admitQueued());

        assertThat(admittedIn(project)).isEqualTo(3);
    }

    @Test
    void givesServicesNoPlaceOfAJob() {
        TestProject project = new TestProject(1);
        admitted(project, 3);

        assertThat(project.admit("endpoint", "", Map.of(), 3, true).state()).isEqualTo("ADMITTED");
        queued(project, 3);
    }

    private static UUID admitted(TestProject project, int priority) {
        return ask(project, priority, "ADMITTED");
    }

    private static UUID queued(TestProject project, int priority) {
        return ask(project, priority, "QUEUED");
    }

    private static UUID ask(TestProject project, int priority, String state) {
        Admission admission = project.admit(UUID.randomUUID().toString(), "", Map.of(), priority, false);
        assertThat(admission.state()).isEqualTo(state);
        return admission.run();
    }

    private static int admittedIn(TestProject project) {
        return project.jdbc
                .sql("select count(*) from ops.runs where project_id = ? and state = 'ADMITTED'")
                .param(project.id)
                .query(Integer.class)
                .single();
    }
}
