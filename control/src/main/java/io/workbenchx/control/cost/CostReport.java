package io.workbenchx.control.cost;

import io.workbenchx.control.project.BudgetUnit;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What was spent.
 *
 * @param rows newest run or day first, everything else by name
 * @param total of everything asked for, also of rows that were cut
 * @param truncated whether there are more rows than the limit
 */
public record CostReport(CostGrouping by, List<Row> rows, Map<BudgetUnit, Amount> total, boolean truncated) {

    /**
     * @param key run id, name of the person or project, kind, or day (UTC)
     * @param label what a run is about; empty otherwise
     * @param runs how many were metered or are under way
     */
    public record Row(String key, String label, long runs, Map<BudgetUnit, Amount> amounts) {}

    /**
     * An amount in the unit's own measure.
     *
     * @param spent by ended and by open runs so far
     * @param reserved what open runs may still spend
     */
    public record Amount(BigDecimal spent, BigDecimal reserved) {

        static final Amount NONE = new Amount(BigDecimal.ZERO, BigDecimal.ZERO);

        Amount plus(Amount other) {
            return new Amount(spent.add(other.spent), reserved.add(other.reserved));
        }
    }
}
