package io.workbenchx.control.run;

import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.workflows.run.RunKind;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request for a run.
 *
 * @param spec as the caller wrote it; its kind's handler pins it
 * @param requestId idempotency key of the caller
 * @param budget replaces the kind's defaults unit by unit
 * @param priority 1 (first) to 5
 */
public record StartRun(
        RunKind kind,
        JsonNode spec,
        String requestId,
        Map<BudgetUnit, BigDecimal> budget,
        int priority,
        @Nullable UUID reproduces,
        @Nullable UUID scheduleId) {

    public static final int NORMAL_PRIORITY = 3;

    public static StartRun of(RunKind kind, JsonNode spec, String requestId) {
        return new StartRun(kind, spec, requestId, Map.of(), NORMAL_PRIORITY, null, null);
    }
}
