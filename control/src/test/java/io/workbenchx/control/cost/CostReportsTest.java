package io.workbenchx.control.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.audit.AuditedProject;
import io.workbenchx.control.cost.CostReport.Amount;
import io.workbenchx.control.cost.CostReport.Row;
import io.workbenchx.control.cost.CostReports.Question;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.overview.ProjectOverview;
import io.workbenchx.control.overview.ProjectOverview.Lineage;
import io.workbenchx.control.project.BudgetUnit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** GOV-15: what was spent, by run, person, project, kind and day. */
class CostReportsTest {

    private final ControlContext control = ControlContext.shared();
    private final CostReports reports = control.get(CostReports.class);
    private final AuditedProject audited = new AuditedProject(control);
    private final Caller ana = audited.owner;
    private final Caller bob = Caller.onBehalfOf(control.user(Role.ENGINEER));

    @Test
    void addsUpEndedAndOpenRuns() {
        UUID ended = audited.training(ana, "churn", 1);
        audited.spend(ended, 3);
        audited.spend(ended, 5);
        audited.finish(ended, "SUCCEEDED");
        UUID open = audited.deployment(bob, "m", 1);

        assertThat(by(CostGrouping.PERSON))
                .containsExactlyInAnyOrder(
                        row(ana.name(), "", 1, amount("5", "0")), row(bob.name(), "", 1, amount("0", "1")));
        assertThat(by(CostGrouping.KIND))
                .containsExactly(row("deployment", "", 1, amount("0", "1")), row("training", "", 1, amount("5", "0")));
        assertThat(by(CostGrouping.PROJECT)).containsExactly(row(audited.project.name(), "", 2, amount("5", "1")));
        assertThat(by(CostGrouping.RUN))
                .containsExactly(
                        row(open.toString(), "=cmd()", 1, amount("0", "1")),
                        row(ended.toString(), "=cmd()", 1, amount("5", "0")));
        assertThat(by(CostGrouping.DAY))
                .containsExactly(row(LocalDate.now(ZoneOffset.UTC).toString(), "", 2, amount("5", "1")));
        assertThat(report(CostGrouping.RUN, null, null, 1).truncated()).isTrue();
        assertThat(report(CostGrouping.RUN, null, null, 1).total()).isEqualTo(amount("5", "1"));
    }

    @Test
    void aServiceCostsOnEachOfItsDays() {
        UUID service = audited.deployment(ana, "m", 1);
        audited.spend(service, 4);
        JdbcClient.create(TestDatabase.owner())
                .sql("update ops.run_costs set day = day - 1 where run_id = ?")
                .param(service)
                .update();
        audited.spend(service, 7);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        audited.finish(service, "SUCCEEDED");

        assertThat(by(CostGrouping.DAY))
                .containsExactly(
                        row(today.toString(), "", 1, amount("3", "0")),
                        row(today.minusDays(1).toString(), "", 1, amount("4", "0")));
        assertThat(report(CostGrouping.RUN, today, today, 10).total()).isEqualTo(amount("3", "0"));
        assertThat(report(CostGrouping.RUN, null, today.minusDays(1), 10).total())
                .isEqualTo(amount("4", "0"));
    }

    @Test
    void costThatComesAfterTheEndCounts() {
        UUID run = audited.training(ana, "churn", 1);
        audited.finish(run, "CANCELLED");
        audited.spend(run, 2);

        assertThat(by(CostGrouping.RUN)).containsExactly(row(run.toString(), "=cmd()", 1, amount("2", "0")));
    }

    @Test
    void ofOnePersonOnly() {
        audited.spend(audited.training(ana, "churn", 1), 1);
        UUID bobs = audited.training(bob, "churn", 1);
        audited.spend(bobs, 1);

        assertThat(reports.report(new Question(CostGrouping.RUN, audited.project.id(), bob.name(), null, null), 10)
                        .rows())
                .extracting(Row::key)
                .containsExactly(bobs.toString());
    }

    @Test
    void showsAMemberNothingOfOtherProjects() {
        AuditedProject foreign = new AuditedProject(control);
        foreign.spend(foreign.training(foreign.owner, "churn", 1), 1);

        try (AccessScope.Opened asking = AccessScope.of(ana).open()) {
            assertThat(reports.report(new Question(CostGrouping.PROJECT, null, null, null, null), 10)
                            .rows())
                    .isEmpty();
            assertThat(reports.report(new Question(CostGrouping.PROJECT, foreign.project.id(), null, null, null), 10)
                            .rows())
                    .isEmpty();
        }
    }

    @Test
    void csvHasALinePerRowAndUnitAndNoFormula() {
        UUID run = audited.training(ana, "churn", 1);
        audited.spend(run, 1);

        assertThat(CostReports.csv(report(CostGrouping.RUN, null, null, 10)))
                .isEqualTo("run,label,runs,unit,spent,reserved\r\n" + run + ",'=cmd(),1,CPU_SECONDS,1,0\r\n");
    }

    @Test
    void saysHowMuchOfWhatWasMadeIsKnownToItsRoots() {
        ProjectOverview overviews = control.get(ProjectOverview.class);
        assertThat(overviews.of(audited.project).lineage()).isEqualTo(new Lineage(0, 0, null));

        audited.finish(audited.training(ana, "churn", 1), "SUCCEEDED");
        UUID unknown = audited.training(ana, "churn", 1);
        audited.finish(unknown, "SUCCEEDED");
        JdbcClient.create(TestDatabase.owner())
                .sql("update ops.runs set lineage_complete = false where id = ?")
                .param(unknown)
                .update();
        audited.finish(audited.training(ana, "churn", 1), "FAILED");
        audited.finish(audited.run(ana, "probe", "{}", null), "SUCCEEDED");

        assertThat(overviews.of(audited.project).lineage()).isEqualTo(new Lineage(2, 1, 0.5));
        assertThat(overviews.of(audited.project).runs()).isEqualTo(Map.of("FAILED", 1L, "SUCCEEDED", 3L));
    }

    private List<Row> by(CostGrouping grouping) {
        return report(grouping, null, null, 100).rows();
    }

    private CostReport report(CostGrouping grouping, LocalDate from, LocalDate to, int limit) {
        return reports.report(new Question(grouping, audited.project.id(), null, from, to), limit);
    }

    private static Row row(String key, String label, long runs, Map<BudgetUnit, Amount> amounts) {
        return new Row(key, label, runs, amounts);
    }

    private static Map<BudgetUnit, Amount> amount(String spent, String reserved) {
        return Map.of(BudgetUnit.CPU_SECONDS, new Amount(new BigDecimal(spent), new BigDecimal(reserved)));
    }
}
