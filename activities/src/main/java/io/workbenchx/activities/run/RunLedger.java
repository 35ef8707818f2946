package io.workbenchx.activities.run;

import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.run.CostRates;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.workflows.run.RunContext;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Charges what activities use to the reservation of their run. */
@Component
public class RunLedger {

    private static final int DECIMALS = 6;

    private final RunRecorder recorder;
    private final CostRates rates;

    RunLedger(RunRecorder recorder, CostRates rates) {
        this.recorder = recorder;
        this.rates = rates;
    }

    /**
     * Charges CPU time, and the USD it costs.
     *
     * @param meter what was measured, unique within the run; the same for every attempt
     * @param cpuSecondsTotal all that this meter has counted so far
     * @return whether the run may go on
     */
    public RunRecorder.Standing charge(RunContext run, String meter, BigDecimal cpuSecondsTotal) {
        BigDecimal seconds = cpuSecondsTotal.setScale(DECIMALS, RoundingMode.HALF_UP);
        return recorder.meter(
                run.runId(),
                meter,
                Map.of(BudgetUnit.CPU_SECONDS, seconds, BudgetUnit.USD, rates.usdOfCpuSeconds(seconds)));
    }
}
