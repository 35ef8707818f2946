package io.workbenchx.control.run;

import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A run as it stands now. Rows are written only by the functions of the schema, so that no state changes without its event.
 *
 * @param kind wire name of the {@link RunKind}
 * @param spec pinned spec as canonical JSON; the requested one when it was refused
 * @param requestId Idempotency-Key, unique per project and user
 * @param requestSha256 of what was asked for: the same request id with another one is refused
 * @param reproduces the run this one repeats
 * @param historySha256 archived Temporal history in the object store; empty when there is none to be had
 * @param policyVersion policy it was admitted or refused under; 0 = the default of the build
 * @param refusalRule rule of that policy which refused it
 * @param gated whether people had to approve it before its work began
 * @param result JSON of what the workflow returned
 */
@Table(schema = "ops", value = "runs")
public record Run(
        @Id UUID id,
        UUID projectId,
        String kind,
        RunState state,
        String spec,
        String specSha256,
        String summary,
        UUID createdBy,
        String requestId,
        String requestSha256,
        int priority,
        int attempt,
        @Nullable UUID reproduces,
        @Nullable UUID scheduleId,
        @Nullable Instant cancelRequestedAt,
        Instant createdAt,
        @Nullable Instant admittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String failureCode,
        @Nullable String failureMessage,
        @Nullable String result,
        boolean lineageComplete,
        @Nullable String historySha256,
        @Nullable Integer policyVersion,
        @Nullable String refusalRule,
        boolean gated) {

    public RunKind runKind() {
        return RunKind.of(kind);
    }

    /** Never admitted: the request itself was turned down. */
    public boolean refused() {
        return state == RunState.FAILED && admittedAt == null;
    }
}
