package io.workbenchx.workflows.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.workbenchx.workflows.run.FailureCode;
import org.junit.jupiter.api.Test;

class ReplicaEndTest {

    @Test
    void aStepThatNobodyTakesMeansTheHostIsGone() {
        ReplicaEnd end = because(new TimeoutFailure("", null, TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START));

        assertThat(end.hostGone()).isTrue();
        assertThat(end.code()).isNull();
    }

    @Test
    void aMissedHeartbeatKeepsTheHost() {
        assertThat(because(new TimeoutFailure("", null, TimeoutType.TIMEOUT_TYPE_HEARTBEAT))
                        .hostGone())
                .isFalse();
    }

    @Test
    void whatCannotChangeIsNotTriedAgain() {
        assertThat(because(ApplicationFailure.newNonRetryableFailure("spent", "BUDGET_EXHAUSTED")))
                .isEqualTo(new ReplicaEnd("spent", FailureCode.BUDGET_EXHAUSTED, false, false));
        assertThat(because(ApplicationFailure.newFailure("later", "UNAVAILABLE")))
                .isEqualTo(ReplicaEnd.told("later"));
    }

    @Test
    void aCancelledStepWasAskedFor() {
        assertThat(because(new CanceledFailure("")).stopped()).isTrue();
        assertThat(ReplicaEnd.of(new CanceledFailure("")).stopped()).isTrue();
    }

    private static ReplicaEnd because(Exception cause) {
        return ReplicaEnd.of(
                new ActivityFailure("", 1, 2, "WatchReplica", "a", RetryState.RETRY_STATE_TIMEOUT, "worker", cause));
    }
}
