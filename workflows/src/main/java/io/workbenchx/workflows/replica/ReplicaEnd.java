package io.workbenchx.workflows.replica;

import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import io.workbenchx.workflows.run.FailureCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the life of one process of a replica ended, and what that means for the next.
 *
 * @param code set when there is no point in another one
 * @param stopped it was asked for
 * @param hostGone nobody on its host answers: the next one goes elsewhere
 */
record ReplicaEnd(String reason, @Nullable FailureCode code, boolean stopped, boolean hostGone) {

    /** Trying again cannot help. */
    private static final Set<FailureCode> FINAL = Set.of(
            FailureCode.BUDGET_EXHAUSTED,
            FailureCode.CANCELLED,
            FailureCode.INTEGRITY,
            FailureCode.RUNTIME_MISMATCH,
            FailureCode.RUNTIME_NOT_APPROVED,
            FailureCode.ENVIRONMENT_BUILD_FAILED);

    static ReplicaEnd told(String reason) {
        return new ReplicaEnd(reason, null, false, false);
    }

    static ReplicaEnd of(TemporalFailure failure) {
        Throwable cause =
                failure instanceof ActivityFailure && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CanceledFailure) {
            return new ReplicaEnd("It was stopped.", null, true, false);
        }
        if (cause instanceof TimeoutFailure timeout) {
            boolean nobody = timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START;
            return new ReplicaEnd("Its host did not answer in time.", null, false, nobody);
        }
        if (cause instanceof ApplicationFailure application) {
            FailureCode code = FailureCode.of(application.getType());
            return new ReplicaEnd(application.getOriginalMessage(), FINAL.contains(code) ? code : null, false, false);
        }
        return told(String.valueOf(cause.getMessage()));
    }
}
