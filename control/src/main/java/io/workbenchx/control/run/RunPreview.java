package io.workbenchx.control.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.workflows.run.RunSpec;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What starting a run would mean at this moment. Looking reserves nothing.
 *
 * @param spec with every reference pinned
 * @param specSha256 what the run's spec would hash to
 * @param waits whether it would wait for a place: as many runs of the project are under way as may be
 * @param budget by unit, what would be reserved
 */
public record RunPreview(
        String summary, RunSpec spec, String specSha256, boolean waits, Map<BudgetUnit, Reservation> budget) {

    /**
     * @param reserved the most the run could use
     * @param typical median of what the project's last runs of this kind used that succeeded; null when there is none
     * @param available what the project has left
     */
    public record Reservation(BigDecimal reserved, @Nullable BigDecimal typical, BigDecimal available) {

        /** Whether the project can afford it. */
        @JsonProperty
        public boolean fits() {
            return reserved.compareTo(available) <= 0;
        }
    }

    /** Whether the project can afford all of it: otherwise the run would be refused. */
    @JsonProperty
    public boolean fits() {
        return budget.values().stream().allMatch(Reservation::fits);
    }
}
