package io.workbenchx.control.approval;

import io.workbenchx.control.approval.ApprovalRecords.Question;
import io.workbenchx.control.approval.ApprovalRecords.Standing;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.policy.Action;
import io.workbenchx.control.policy.Changes;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.workflows.approval.ApprovalRequest;
import io.workbenchx.workflows.approval.ApprovalStanding;
import io.workbenchx.workflows.approval.WaitForApproval;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What the workflow of a waiting run asks the control plane; each may be repeated without harm. */
@Component
public class WaitingRuns {

    private final ApprovalRecords records;
    private final RunRepository runs;
    private final RunService service;
    private final RunRecorder recorder;
    private final ProjectService projects;
    private final Identity identity;
    private final Changes changes;
    private final CanonicalJson json;

    WaitingRuns(
            ApprovalRecords records,
            RunRepository runs,
            RunService service,
            RunRecorder recorder,
            ProjectService projects,
            Identity identity,
            Changes changes,
            CanonicalJson json) {
        this.records = records;
        this.runs = runs;
        this.service = service;
        this.recorder = recorder;
        this.projects = projects;
        this.identity = identity;
        this.changes = changes;
        this.json = json;
    }

    /**
     * Enters the question of a step that asks by itself.
     *
     * @throws WorkbenchException SPEC_INVALID when nobody could ever answer it
     */
    public void request(UUID runId, ApprovalRequest request) {
        boolean sound = !request.step().equals(WaitForApproval.START)
                && request.approvers() >= 1
                && List.of(MemberRole.EDITOR.name(), MemberRole.ADMIN.name()).contains(request.role())
                && request.expires().toSeconds() >= 1;
        if (!sound) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A step asks under a name of its own, at least one EDITOR or ADMIN, for at least a second; "
                            + request.step() + " does not.");
        }
        Run run = require(runId);
        String document = json.write(json.read(request.document()));
        records.ask(
                run.createdBy(),
                owner(run).name(),
                new Question(
                        run.projectId(),
                        runId,
                        request.step(),
                        "",
                        Objects.requireNonNullElse(run.policyVersion(), 0),
                        "step",
                        request.subject(),
                        CanonicalJson.sha256(document),
                        document,
                        changes.since(run.projectId(), Action.START, request.subject(), document),
                        request.role(),
                        request.approvers(),
                        request.expires()));
    }

    /** Where the approvals of a step stand; while one is open the run is WAITING. */
    public ApprovalStanding await(UUID runId, String step) {
        Standing standing = records.await(runId, step);
        return switch (standing.state()) {
            case APPROVED -> ApprovalStanding.approved();
            case PENDING -> ApprovalStanding.pending(Objects.requireNonNull(standing.expiresAt()));
            case REJECTED -> ApprovalStanding.refused("The run was " + standing.reason());
            case EXPIRED ->
                ApprovalStanding.refused("Nobody approved the run until " + standing.expiresAt() + ": start it again.");
            case CANCELLED ->
                ApprovalStanding.refused("The approval of the run was cancelled"
                        + (standing.reason() == null ? "." : ": " + standing.reason() + "."));
        };
    }

    /** Compares what was approved with what the run would do now; a run that went on before goes on. */
    public ApprovalStanding resume(UUID runId, String step) {
        Run run = require(runId);
        String passed = "approval/" + step + "/passed";
        if (recorder.recorded(runId, passed)) {
            return ApprovalStanding.approved();
        }
        Standing standing = records.await(runId, step);
        if (step.equals(WaitForApproval.START)) {
            try {
                Project project = projects.require(run.projectId());
                String now = service.again(Caller.onBehalfOf(owner(run)), project, run);
                if (!now.equals(standing.digest())) {
                    return ApprovalStanding.refused("What the run would do is no longer what was approved ("
                            + standing.digest() + ", now " + now + "): start it again.");
                }
            } catch (WorkbenchException changed) {
                if (changed.code().category().retryable()) {
                    throw changed;
                }
                return ApprovalStanding.refused(
                        "What was approved has changed since, start it again: " + changed.reason());
            }
        }
        recorder.record(
                runId,
                owner(run).name(),
                List.of(new NewEvent(
                        "approval.passed", passed, Map.of("step", step, "digest", String.valueOf(standing.digest())))),
                true);
        return ApprovalStanding.approved();
    }

    private Run require(UUID runId) {
        return runs.findById(runId)
                .orElseThrow(() -> new WorkbenchException(FailureCode.NOT_FOUND, "There is no run " + runId + "."));
    }

    private UserAccount owner(Run run) {
        return identity.user(run.createdBy())
                .filter(user -> user.disabledAt() == null)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.PERMISSION_DENIED, "Whoever asked for the run is no longer a user here."));
    }
}
