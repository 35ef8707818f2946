package io.workbenchx.api.run;

import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.run.RunRecorder.RunCost;
import io.workbenchx.workflows.run.RunState;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A run as clients see it.
 *
 * @param spec pinned; as requested when the run was refused
 * @param temporalUrl the workflow in the Temporal UI, when there is one
 * @param waitingFor why a run that has not begun has not, or does not go on
 * @param policyVersion policy it was admitted or refused under; 0 = the default of the build
 */
public record RunView(
        UUID id,
        String project,
        String kind,
        RunState state,
        String summary,
        JsonNode spec,
        String specSha256,
        String createdBy,
        Instant createdAt,
        @Nullable Instant admittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int attempt,
        @Nullable Failure failure,
        @Nullable JsonNode result,
        Map<BudgetUnit, RunCost> cost,
        boolean lineageComplete,
        String workflowId,
        @Nullable String temporalUrl,
        @Nullable String waitingFor,
        @Nullable UUID reproduces,
        @Nullable UUID schedule,
        @Nullable Integer policyVersion) {

    /**
     * @param code name of a {@link io.workbenchx.workflows.run.FailureCode}
     */
    public record Failure(String code, String message) {}
}
