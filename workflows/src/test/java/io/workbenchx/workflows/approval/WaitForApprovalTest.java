package io.workbenchx.workflows.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.workbenchx.workflows.probe.ProbeActivities;
import io.workbenchx.workflows.probe.ProbeSpec;
import io.workbenchx.workflows.probe.ProbeWorkflow;
import io.workbenchx.workflows.probe.ProbeWorkflowImpl;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.GovernedRun;
import io.workbenchx.workflows.run.RecordedOutcomes;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.TestEngine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs that wait for people: weeks pass, nothing is lost (GOV-12). */
class WaitForApprovalTest {

    private static RunContext gated() {
        RunContext run = TestEngine.context(RunKind.PROBE);
        return new RunContext(run.runId(), run.projectId(), run.project(), run.kind(), run.actor(), 1, true);
    }

    @Nested
    class BeforeARun {

        private final RecordedOutcomes outcomes = new RecordedOutcomes();
        private final AtomicInteger worked = new AtomicInteger();
        private final FakeApprovals approvals = new FakeApprovals(() -> BeforeARun.this.engine.now());

        @RegisterExtension
        final TestEngine engine = TestEngine.hosting(ProbeWorkflowImpl.class)
                .with(TaskQueues.WORKBENCH, outcomes, approvals)
                .with(TaskQueues.WORKBENCH, (ProbeActivities) () -> "answer " + worked.incrementAndGet());

        @Test
        void waitsThirtyDaysForAPersonAndThenGoesOn() throws Exception {
            approvals.expireAt(engine.now().plus(Duration.ofDays(40)));
            WorkflowStub run = engine.start(gated(), new ProbeSpec(null));

            engine.skip(Duration.ofDays(30));
            assertThat(worked).hasValue(0);
            approvals.decide(ApprovalStanding.approved());
            run.signal(WaitForApproval.SIGNAL);

            assertThat(run.getResult(String.class)).isEqualTo("answer 1");
            assertThat(outcomes.of(gated()).state()).isEqualTo(RunState.SUCCEEDED);
            engine.keepHistory(gated(), "approved-after-30-days");
        }

        @Test
        void takesSilenceForNo() throws Exception {
            approvals.expireAt(engine.now().plus(Duration.ofDays(30)));
            WorkflowStub run = engine.start(gated(), new ProbeSpec(null));

            refused(run, "in time");
            engine.keepHistory(gated(), "expired");
        }

        @Test
        void endsWhenItIsRejected() throws Exception {
            approvals.expireAt(engine.now().plus(Duration.ofDays(30)));
            WorkflowStub run = engine.start(gated(), new ProbeSpec(null));
            engine.skip(Duration.ofDays(1));

            approvals.decide(ApprovalStanding.refused("The run was rejected by ben: no"));
            run.signal(WaitForApproval.SIGNAL);

            refused(run, "rejected by ben");
            engine.keepHistory(gated(), "rejected");
        }

        @Test
        void isNotMovedByASignalThatNobodyDecided() {
            approvals.expireAt(engine.now().plus(Duration.ofDays(30)));
            WorkflowStub run = engine.start(gated(), new ProbeSpec(null));
            for (int i = 0; i < 3; i++) {
                run.signal(WaitForApproval.SIGNAL);
            }
            engine.skip(Duration.ofDays(1));
            assertThat(worked).hasValue(0);

            refused(run, "in time");
        }

        @Test
        void refusesWhatIsNoLongerWhatWasApproved() {
            approvals.decide(ApprovalStanding.approved());
            approvals.find(ApprovalStanding.refused("What was approved has changed since."));

            refused(engine.start(gated(), new ProbeSpec(null)), "has changed");
        }

        @Test
        void canBeCancelledWhileItWaits() throws Exception {
            approvals.expireAt(engine.now().plus(Duration.ofDays(30)));
            WorkflowStub run = engine.start(gated(), new ProbeSpec(null));
            TestEngine.await("it waits", () -> approvals.looks() > 0);
            run.cancel();

            assertThatThrownBy(() -> run.getResult(String.class)).isInstanceOf(WorkflowFailedException.class);
            assertThat(outcomes.of(gated()).state()).isEqualTo(RunState.CANCELLED);
            assertThat(worked).hasValue(0);
            engine.keepHistory(gated(), "cancelled-while-waiting");
        }

        @Test
        void asksNobodyWithoutAGate() {
            RunContext free = TestEngine.context(RunKind.PROBE);

            assertThat(engine.start(free, new ProbeSpec(null)).getResult(String.class))
                    .isEqualTo("answer 1");
            assertThat(approvals.looks()).isZero();
        }

        private void refused(WorkflowStub run, String why) {
            assertThatThrownBy(() -> run.getResult(String.class)).isInstanceOf(WorkflowFailedException.class);
            assertThat(outcomes.of(gated()).code()).isEqualTo(FailureCode.APPROVAL_REFUSED);
            assertThat(outcomes.of(gated()).message()).contains(why);
            assertThat(worked).hasValue(0);
        }
    }

    @Nested
    class AsAStep {

        private final RecordedOutcomes outcomes = new RecordedOutcomes();
        private final FakeApprovals approvals = new FakeApprovals(() -> AsAStep.this.engine.now());

        @RegisterExtension
        final TestEngine engine = TestEngine.hosting(AsksTwice.class).with(TaskQueues.WORKBENCH, outcomes, approvals);

        @Test
        void anyWorkflowCanAskAsOftenAsItLikes() {
            RunContext run = TestEngine.context(RunKind.PROBE);
            WorkflowStub workflow = engine.start(run, new ProbeSpec(null));
            engine.skip(Duration.ofDays(3));

            approvals.decide(ApprovalStanding.approved());
            workflow.signal(WaitForApproval.SIGNAL);

            assertThat(workflow.getResult(String.class)).isEqualTo("published");
            assertThat(approvals.asked().step()).isEqualTo("announce");
        }
    }

    /** A body with two steps that wait. */
    public static class AsksTwice implements ProbeWorkflow {
        @Override
        public String run(RunContext run, ProbeSpec spec) {
            return GovernedRun.govern(run, () -> {
                GovernedRun.awaitApproval(run, question("publish"));
                GovernedRun.awaitApproval(run, question("announce"));
                return "published";
            });
        }

        private static ApprovalRequest question(String step) {
            return new ApprovalRequest(step, "report/q3", "{}", "ADMIN", 1, Duration.ofDays(30));
        }
    }
}
