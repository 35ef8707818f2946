package io.workbenchx.workflows.approval;

import java.time.Duration;

/**
 * What a step of a workflow asks people for.
 *
 * @param step names the step within its run: asked once, however often the workflow is started again
 * @param subject what it is about, for people
 * @param document all that is to be approved, as JSON; its digest is what counts
 * @param role weakest membership of the project that may decide: EDITOR or ADMIN
 * @param approvers how many different persons, none of them the one who asked for the run
 * @param expires after which it counts as rejected
 */
public record ApprovalRequest(
        String step, String subject, String document, String role, int approvers, Duration expires) {}
