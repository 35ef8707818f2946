package io.workbenchx.control.cost;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.workbenchx.control.audit.CsvCell;
import io.workbenchx.control.cost.CostReport.Amount;
import io.workbenchx.control.cost.CostReport.Row;
import io.workbenchx.control.project.BudgetUnit;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Adds up what runs spent (GOV-15), those under way included: their meters are booked as they run. */
@Component
public class CostReports {

    /** Most rows of one report. */
    public static final int MAX_ROWS = 10_000;

    private static final String SPENT = """
            select c.run_id, c.day, c.unit, c.amount as spent, 0::numeric as reserved from ops.run_costs c where true%s
            """;
    /** What open runs may still spend counts for today. */
    private static final String RESERVED = """
            union all
            select b.run_id, (now() at time zone 'UTC')::date, b.unit, 0, greatest(b.reserved - b.spent, 0)
            from ops.run_budgets b join ops.runs o on o.id = b.run_id where o.finished_at is null%s
            """;

    private static final String GROUPED = """
            select %s as key, max(%s) as label, c.unit, sum(c.spent) as spent, sum(c.reserved) as reserved
            from (%s) c join ops.runs r on r.id = c.run_id join ops.users u on u.id = r.created_by join ops.projects p on p.id = r.project_id
            group by 1, 3 order by 1%s, 3
            """;
    private static final String COUNTED = """
            select %s as key, count(distinct c.run_id) as runs
            from (%s) c join ops.runs r on r.id = c.run_id join ops.users u on u.id = r.created_by join ops.projects p on p.id = r.project_id
            group by 1
            """;

    private final JdbcClient jdbc;

    CostReports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What to add up.
     *
     * @param project null for all of them
     * @param person name of the user who asked for the runs; null for everybody
     * @param from first day (UTC), inclusive; null for the beginning
     * @param to last day (UTC), inclusive; null for today
     */
    public record Question(
            CostGrouping by,
            @Nullable UUID project,
            @Nullable String person,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {}

    /** Adds up. */
    @Transactional(readOnly = true)
    public CostReport report(Question question, int limit) {
        String source = source(question);
        Map<String, @Nullable Object> values = values(question);
        boolean newestFirst = question.by() == CostGrouping.RUN || question.by() == CostGrouping.DAY;
        Map<String, Long> counts = new HashMap<>();
        jdbc.sql(String.format(COUNTED, question.by().key(), source))
                .params(values)
                .query(row -> {
                    counts.put(row.getString("key"), row.getLong("runs"));
                });
        List<Row> rows = new ArrayList<>();
        Map<BudgetUnit, Amount> total = new EnumMap<>(BudgetUnit.class);
        jdbc.sql(String.format(GROUPED, question.by().key(), question.by().label(), source, newestFirst ? " desc" : ""))
                .params(values)
                .query(row -> {
                    String key = row.getString("key");
                    BudgetUnit unit = BudgetUnit.valueOf(row.getString("unit"));
                    Amount amount = new Amount(plain(row.getBigDecimal("spent")), plain(row.getBigDecimal("reserved")));
                    total.merge(unit, amount, Amount::plus);
                    if (rows.isEmpty() || !rows.get(rows.size() - 1).key().equals(key)) {
                        rows.add(new Row(
                                key,
                                row.getString("label"),
                                counts.getOrDefault(key, 0L),
                                new EnumMap<>(BudgetUnit.class)));
                    }
                    rows.get(rows.size() - 1).amounts().put(unit, amount);
                });
        boolean truncated = rows.size() > limit;
        return new CostReport(question.by(), truncated ? List.copyOf(rows.subList(0, limit)) : rows, total, truncated);
    }

    private static String source(Question question) {
        String project = question.project() == null ? "" : " and %s.project_id = :project";
        String person = question.person() == null
                ? ""
                : " and %s.created_by = (select x.id from ops.users x where x.name = :person)";
        String spent = project.replace("%s", "c")
                + (question.from() == null ? "" : " and c.day >= :from")
                + (question.to() == null ? "" : " and c.day <= :to")
                + (person.isEmpty()
                        ? ""
                        : " and exists (select 1 from ops.runs w where w.id = c.run_id" + person.replace("%s", "w")
                                + ")");
        String open = project.replace("%s", "o")
                + person.replace("%s", "o")
                + (question.from() == null ? "" : " and (now() at time zone 'UTC')::date >= :from")
                + (question.to() == null ? "" : " and (now() at time zone 'UTC')::date <= :to");
        return String.format(SPENT, spent) + String.format(RESERVED, open);
    }

    private static Map<String, @Nullable Object> values(Question question) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("project", question.project());
        values.put("person", question.person());
        values.put("from", question.from());
        values.put("to", question.to());
        return values;
    }

    private static BigDecimal plain(BigDecimal amount) {
        return amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    }

    /** The report as CSV (RFC 4180) with a header, one line per row and unit; no cell is a formula. */
    public static String csv(CostReport report) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv =
                CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text)) {
            csv.writeRecord(report.by().wireName(), "label", "runs", "unit", "spent", "reserved");
            report.rows()
                    .forEach(row -> row.amounts()
                            .forEach((unit, amount) -> csv.writeRecord(
                                    CsvCell.safe(row.key()),
                                    CsvCell.safe(row.label()),
                                    Long.toString(row.runs()),
                                    unit.name(),
                                    amount.spent().toPlainString(),
                                    amount.reserved().toPlainString())));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
