package io.workbenchx.activities.approval;

import io.workbenchx.control.approval.WaitingRuns;
import io.workbenchx.workflows.approval.ApprovalActivities;
import io.workbenchx.workflows.approval.ApprovalRequest;
import io.workbenchx.workflows.approval.ApprovalStanding;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Steps that wait for people, by the control plane. */
@Component
public class ApprovalActivitiesImpl implements ApprovalActivities {

    private final WaitingRuns waiting;

    ApprovalActivitiesImpl(WaitingRuns waiting) {
        this.waiting = waiting;
    }

    @Override
    public void requestApproval(UUID run, ApprovalRequest request) {
        waiting.request(run, request);
    }

    @Override
    public ApprovalStanding awaitApproval(UUID run, String step) {
        return waiting.await(run, step);
    }

    @Override
    public ApprovalStanding resumeApproved(UUID run, String step) {
        return waiting.resume(run, step);
    }
}
