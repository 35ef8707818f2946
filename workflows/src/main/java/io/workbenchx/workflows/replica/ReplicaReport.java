package io.workbenchx.workflows.replica;

import io.workbenchx.workflows.run.FailureCode;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says of itself.
 *
 * @param restarts processes started beyond the first
 * @param code why it failed, when it did
 * @param reason readable: why it failed or restarts
 */
public record ReplicaReport(
        int ordinal,
        Phase phase,
        int restarts,
        @Nullable FailureCode code,
        @Nullable String reason) {

    /** Standing of a replica. */
    public enum Phase {
        STARTING,
        HEALTHY,
        /** Its process ended, or stopped answering; another is on its way. */
        RESTARTING,
        /** Given up; no process is left. */
        FAILED,
        /** As asked; no process is left. */
        STOPPED;

        public boolean ended() {
            return this == FAILED || this == STOPPED;
        }
    }

    static ReplicaReport starting(int ordinal) {
        return new ReplicaReport(ordinal, Phase.STARTING, 0, null, null);
    }

    public boolean healthy() {
        return phase == Phase.HEALTHY;
    }
}
