package io.workbenchx.control.run;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.project.ProjectService.BudgetState;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Says what a run would cost and whether it could begin, before anybody starts it. */
@Component
public class RunPreviews {

    private static final int TYPICAL_OF = 20;

    private final RunService service;
    private final ProjectService projects;
    private final CanonicalJson json;
    private final JdbcClient jdbc;

    RunPreviews(RunService service, ProjectService projects, CanonicalJson json, JdbcClient jdbc) {
        this.service = service;
        this.projects = projects;
        this.json = json;
        this.jdbc = jdbc;
    }

    /**
     * @throws io.workbenchx.workflows.run.WorkbenchException why a run with this spec would be refused, its budget aside
     */
    @Transactional(readOnly = true)
    public RunPreview of(Caller caller, Project project, StartRun request) {
        RunSpec spec = service.pin(caller, project, request.kind(), request.spec());
        service.judge(caller, project, request, spec).require();
        Map<BudgetUnit, BudgetState> accounts = projects.budget(project);
        Map<BudgetUnit, BigDecimal> typical = typical(project, request.kind());
        Map<BudgetUnit, RunPreview.Reservation> budget = new EnumMap<>(BudgetUnit.class);
        service.budget(spec, request)
                .forEach((unit, reserved) -> budget.put(
                        unit, new RunPreview.Reservation(reserved, typical.get(unit), available(accounts.get(unit)))));
        return new RunPreview(
                spec.summary(),
                spec,
                CanonicalJson.sha256(json.write(spec)),
                !request.kind().service() && full(project),
                budget);
    }

    private static BigDecimal available(@Nullable BudgetState account) {
        return account == null
                ? BigDecimal.ZERO
                : account.limit().subtract(account.reserved()).subtract(account.spent());
    }

    private Map<BudgetUnit, BigDecimal> typical(Project project, RunKind kind) {
        Map<BudgetUnit, BigDecimal> typical = new EnumMap<>(BudgetUnit.class);
        jdbc.sql("""
                        select b.unit, percentile_disc(0.5) within group (order by b.spent) as median
                        from ops.run_budgets b
                        where b.run_id in (select id from ops.runs where project_id = ? and kind = ? and state = 'SUCCEEDED'
                          order by created_at desc limit ?)
                        group by b.unit
                        """).params(project.id(), kind.wireName(), TYPICAL_OF).query(row -> {
            typical.put(BudgetUnit.valueOf(row.getString("unit")), row.getBigDecimal("median"));
        });
        return typical;
    }

    private boolean full(Project project) {
        return jdbc.sql("select ops.free_places(?) <= 0")
                .param(project.id())
                .query(Boolean.class)
                .single();
    }
}
