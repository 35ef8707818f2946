package io.workbenchx.workflows.approval;

import io.temporal.activity.ActivityInterface;
import java.util.UUID;

/** What the control plane does for a step that waits for people. Short and idempotent: local activities. */
@ActivityInterface
public interface ApprovalActivities {

    /** Enters the question of a step that asks by itself; again, it changes nothing. */
    void requestApproval(UUID run, ApprovalRequest request);

    /** Where the step's approvals stand; while one is open the run is WAITING. */
    ApprovalStanding awaitApproval(UUID run, String step);

    /** Compares what was approved with what is about to be done; when it is the same the run is RUNNING. */
    ApprovalStanding resumeApproved(UUID run, String step);
}
