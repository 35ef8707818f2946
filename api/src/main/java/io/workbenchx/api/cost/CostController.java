package io.workbenchx.api.cost;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.cost.CostGrouping;
import io.workbenchx.control.cost.CostReport;
import io.workbenchx.control.cost.CostReports;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What was spent: of a project for its members, of everything for admins; as JSON, or as CSV with {@code format=csv}. */
@RestController
@RequestMapping("/api/v1")
class CostController {

    private static final int USUAL_ROWS = 1000;

    private final CostReports reports;

    CostController(CostReports reports) {
        this.reports = reports;
    }

    /**
     * @param by run, person, project, kind or day
     * @param person only runs this user asked for
     * @param from first day (UTC)
     * @param to last day (UTC)
     */
    record CostRequest(
            @Nullable String by,
            @Nullable String person,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable Integer limit,
            @Nullable String format) {}

    /** Amounts in decimal text, in the measure of their unit. */
    record AmountView(String spent, String reserved) {}

    record RowView(String key, String label, long runs, Map<BudgetUnit, AmountView> amounts) {}

    record ReportView(String by, List<RowView> items, Map<BudgetUnit, AmountView> total, boolean truncated) {}

    /** Costs of one project, open runs included. */
    @Requires(Permission.PROJECT_READ)
    @GetMapping("/projects/{project}/costs")
    ResponseEntity<Object> ofProject(Project project, @ModelAttribute CostRequest request) {
        return answer(request, project.id(), CostGrouping.DAY, project.name());
    }

    /** Costs of all projects, open runs included. */
    @Requires(Permission.COST_READ)
    @GetMapping("/costs")
    ResponseEntity<Object> all(@ModelAttribute CostRequest request) {
        return answer(request, null, CostGrouping.PROJECT, "all");
    }

    private ResponseEntity<Object> answer(
            CostRequest request, @Nullable UUID project, CostGrouping usual, String name) {
        String format = request.format() == null ? "json" : request.format();
        int limit = request.limit() == null ? USUAL_ROWS : request.limit();
        if (limit < 1 || limit > CostReports.MAX_ROWS || !format.matches("json|csv")) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "limit is 1 to " + CostReports.MAX_ROWS + "; format is json or csv.");
        }
        CostGrouping by = request.by() == null ? usual : CostGrouping.of(request.by());
        CostReport report = reports.report(
                new CostReports.Question(by, project, request.person(), request.from(), request.to()), limit);
        if (format.equals("json")) {
            return ResponseEntity.ok(view(report));
        }
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + name + ".costs-by-" + by.wireName() + ".csv\"")
                .header("X-Content-Type-Options", "nosniff")
                .body(CostReports.csv(report));
    }

    private static ReportView view(CostReport report) {
        return new ReportView(
                report.by().wireName(),
                report.rows().stream()
                        .map(row -> new RowView(row.key(), row.label(), row.runs(), amounts(row.amounts())))
                        .toList(),
                amounts(report.total()),
                report.truncated());
    }

    private static Map<BudgetUnit, AmountView> amounts(Map<BudgetUnit, CostReport.Amount> amounts) {
        Map<BudgetUnit, AmountView> views = new EnumMap<>(BudgetUnit.class);
        amounts.forEach(
                (unit, amount) -> views.put(unit, new AmountView(text(amount.spent()), text(amount.reserved()))));
        return views;
    }

    private static String text(BigDecimal amount) {
        return amount.toPlainString();
    }
}
