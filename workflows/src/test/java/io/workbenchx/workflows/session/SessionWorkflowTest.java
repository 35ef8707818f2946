package io.workbenchx.workflows.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RecordedOutcomes;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.TestEngine;
import io.workbenchx.workflows.session.SessionProgress.Phase;
import io.workbenchx.workflows.training.TrainingSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionWorkflowTest {

    private static final RunContext RUN = TestEngine.context(RunKind.SESSION);

    private final RecordedOutcomes outcomes = new RecordedOutcomes();
    private final FakeSessionHost host = new FakeSessionHost();

    @RegisterExtension
    final TestEngine engine = TestEngine.hosting(SessionWorkflowImpl.class)
            .with(TaskQueues.WORKBENCH, outcomes)
            .with(TaskQueues.WORKBENCH, host)
            .with(TaskQueues.runners("h1"), host);

    @Test
    void endsTheProcessBeforeItSavesWhenStopped() throws Exception {
        WorkflowStub session = started();

        session.update("stop", Void.class);

        assertThat(session.getResult(SessionResult.class))
                .isEqualTo(new SessionResult("explore", SessionEnding.STOPPED, FakeSessionHost.SAVED));
        assertThat(host.happened)
                .containsExactly(
                        "opened explore", "prepared", "started", "watched", "process ended", "saved", "closed STOPPED");
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.SUCCEEDED);
        engine.keepHistory(RUN, "stopped");
    }

    @Test
    void isCulledWhenItsWatchFindsItIdle() throws Exception {
        host.idle = true;

        SessionResult result = start().getResult(SessionResult.class);

        assertThat(result.ending()).isEqualTo(SessionEnding.IDLE);
        assertThat(host.happened).endsWith("watched", "saved", "closed IDLE");
        engine.keepHistory(RUN, "idle");
    }

    @Test
    void endsWhenItsTimeIsOver() throws Exception {
        SessionResult result = engine.start(RUN, spec(Duration.ofSeconds(1))).getResult(SessionResult.class);

        assertThat(result.ending()).isEqualTo(SessionEnding.EXPIRED);
        assertThat(host.happened).endsWith("saved", "closed EXPIRED");
        engine.keepHistory(RUN, "expired");
    }

    @Test
    void livesLongerWhenExtended() throws Exception {
        WorkflowStub session = started();
        Instant first = session.query("progress", SessionProgress.class).expiresAt();

        Instant later = session.update("extend", SessionExtension.class, Duration.ofHours(2))
                .expiresAt();

        TestEngine.await("the new time is noted", () -> host.expiries.contains(later));
        assertThat(later).isEqualTo(first.plus(Duration.ofHours(2)));
        assertThat(session.query("progress", SessionProgress.class))
                .isEqualTo(new SessionProgress(Phase.READY, "h1", later));
        session.update("stop", Void.class);
        session.getResult(SessionResult.class);
        engine.keepHistory(RUN, "extended");
    }

    @Test
    void isNotExtendedBeyondTheLongestTime() {
        WorkflowStub session = started();

        SessionExtension answer = session.update("extend", SessionExtension.class, Duration.ofDays(7));

        assertThat(answer.code()).isEqualTo(FailureCode.SPEC_INVALID);
        assertThat(answer.refusal()).contains("at most 7 days");
        session.update("stop", Void.class);
        session.getResult(SessionResult.class);
    }

    @Test
    void isSavedWhenCancelled() throws Exception {
        WorkflowStub session = started();

        session.cancel();

        assertThatThrownBy(() -> session.getResult(SessionResult.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(host.happened).endsWith("watched", "process ended", "saved", "closed CANCELLED");
        assertThat(outcomes.of(RUN).state()).isEqualTo(RunState.CANCELLED);
        engine.keepHistory(RUN, "cancelled");
    }

    @Test
    void saysWhyItDidNotStart() throws Exception {
        host.starting = FailureCode.SCRIPT_FAILED;

        assertThatFailureIs(start(), FailureCode.SCRIPT_FAILED);
        assertThat(outcomes.of(RUN).message()).isEqualTo("it says SCRIPT_FAILED");
        assertThat(host.happened).endsWith("started", "saved", "closed FAILED");
        engine.keepHistory(RUN, "did-not-start");
    }

    @Test
    void isSavedWhenItVanished() {
        host.watching = FailureCode.WORKLOAD_LOST;

        assertThatFailureIs(start(), FailureCode.WORKLOAD_LOST);
        assertThat(host.happened).endsWith("watched", "saved", "closed FAILED");
    }

    @Test
    void leavesAllToTheSessionThatHasTheName() {
        host.opening = FailureCode.CONFLICT;

        assertThatFailureIs(start(), FailureCode.CONFLICT);
        assertThat(host.happened).isEmpty();
    }

    @Test
    void isNoSuccessWhenItCouldNotBeSaved() {
        host.idle = true;
        host.releasing = FailureCode.INTERNAL;

        assertThatFailureIs(start(), FailureCode.INTERNAL);
        assertThat(host.happened).endsWith("saved", "closed IDLE");
    }

    private WorkflowStub start() {
        return engine.start(RUN, spec(Duration.ofHours(8)));
    }

    private WorkflowStub started() {
        WorkflowStub session = start();
        TestEngine.await("it is watched", () -> host.happened.contains("watched"));
        return session;
    }

    private static void assertThatFailureIs(WorkflowStub session, FailureCode code) {
        assertThatThrownBy(() -> session.getResult(SessionResult.class))
                .isInstanceOf(WorkflowFailedException.class)
                .rootCause()
                .isInstanceOfSatisfying(
                        ApplicationFailure.class,
                        failure -> assertThat(failure.getType()).isEqualTo(code.name()));
    }

    private static SessionSpec spec(Duration expiry) {
        String digest = "ab".repeat(32);
        UUID id = UUID.fromString("01900000-0000-7000-8000-00000000000b");
        return new SessionSpec(
                "explore",
                null,
                List.of(new TrainingSpec.DatasetBinding("sales", 1, id, "sales.csv", digest)),
                new TrainingSpec.RuntimeBinding(id, "notebook", "sha256:" + digest, digest),
                new SessionSpec.Profile("small", BigDecimal.ONE, 2L << 30, 0, 512, 5L << 30),
                Duration.ofHours(1),
                expiry,
                Map.of(),
                null);
    }
}
