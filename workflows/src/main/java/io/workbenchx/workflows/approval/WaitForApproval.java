package io.workbenchx.workflows.approval;

import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowLocal;
import io.workbenchx.workflows.approval.ApprovalStanding.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/** The wait of a workflow for a person, from the question to the answer. */
public final class WaitForApproval {

    /** The step of gates that stand before the work of a run. */
    public static final String START = "start";

    /** Wakes a workflow that waits; it then looks for itself. */
    public static final String SIGNAL = "approvalDecided";

    private static final LocalActivityOptions CONTROL_PLANE = LocalActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(200))
                    .setMaximumInterval(Duration.ofSeconds(10))
                    .build())
            .build();

    private static final WorkflowLocal<Wakings> WAKINGS = WorkflowLocal.withCachedInitial(Wakings::listening);

    private WaitForApproval() {}

    /** Hears that something was decided. Needs no place in the interface of any workflow. */
    public interface Listener {
        @SignalMethod(name = SIGNAL)
        void approvalDecided();
    }

    private static final class Wakings implements Listener {
        private int heard;

        static Wakings listening() {
            Wakings wakings = new Wakings();
            Workflow.registerListener(wakings);
            return wakings;
        }

        @Override
        public void approvalDecided() {
            heard++;
        }
    }

    /** Asks, and waits for the answer. */
    public static ApprovalStanding ask(UUID run, ApprovalRequest request) {
        controlPlane().requestApproval(run, request);
        return until(run, request.step());
    }

    /**
     * Waits until the approvals of a step have been given, refused or have run out of time.
     *
     * @return APPROVED or REFUSED
     * @throws io.temporal.failure.CanceledFailure when the run is cancelled meanwhile
     */
    public static ApprovalStanding until(UUID run, String step) {
        ApprovalActivities controlPlane = controlPlane();
        Wakings wakings = WAKINGS.get();
        while (true) {
            int heard = wakings.heard;
            ApprovalStanding standing = controlPlane.awaitApproval(run, step);
            if (standing.state() != State.PENDING) {
                return standing.state() == State.APPROVED ? controlPlane.resumeApproved(run, step) : standing;
            }
            Workflow.await(left(Objects.requireNonNull(standing.expiresAt())), () -> wakings.heard != heard);
        }
    }

    /** Until its end, and a moment more: the clock of the control plane decides, not that of the engine. */
    private static Duration left(Instant expiresAt) {
        Duration left = Duration.between(Instant.ofEpochMilli(Workflow.currentTimeMillis()), expiresAt);
        return (left.isNegative() ? Duration.ZERO : left).plusSeconds(1);
    }

    private static ApprovalActivities controlPlane() {
        return Workflow.newLocalActivityStub(ApprovalActivities.class, CONTROL_PLANE);
    }
}
