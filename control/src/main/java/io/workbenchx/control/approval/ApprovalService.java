package io.workbenchx.control.approval;

import io.workbenchx.control.approval.Approval.State;
import io.workbenchx.control.approval.Approval.Verdict;
import io.workbenchx.control.approval.ApprovalRecords.Decided;
import io.workbenchx.control.approval.ApprovalRecords.Outcome;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.RunLauncher;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What people see of approvals, and how they decide. */
@Component
public class ApprovalService {

    private static final int LONGEST_REASON = 2000;

    private final ApprovalRepository approvals;
    private final ApprovalRecords records;
    private final RunRepository runs;
    private final RunLauncher launcher;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    ApprovalService(
            ApprovalRepository approvals,
            ApprovalRecords records,
            RunRepository runs,
            RunLauncher launcher,
            AuditLog audit,
            TransactionTemplate transaction) {
        this.approvals = approvals;
        this.records = records;
        this.runs = runs;
        this.launcher = launcher;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** Newest first. */
    public List<Approval> list(Project project, @Nullable State state) {
        return approvals.of(project.id(), state);
    }

    /** What the caller may decide on, in all projects; nothing for a run, which is no person. */
    public List<Approval> inbox(Caller caller) {
        return caller.isRun() ? List.of() : approvals.decidableBy(caller.userId());
    }

    /** All that was asked about a run. */
    public List<Approval> ofRun(UUID runId) {
        return approvals.ofRun(runId);
    }

    /**
     * @throws WorkbenchException NOT_FOUND, also for an approval of another project
     */
    public Approval require(Project project, UUID id) {
        return approvals
                .find(project.id(), id)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "There is no approval " + id + " in project " + project.name() + "."));
    }

    /**
     * Says yes or no. The rules are those of the database function and stand nowhere else.
     *
     * @throws WorkbenchException PERMISSION_DENIED for whoever asked for it, or may not decide; CONFLICT when it is decided, expired or
     *     cancelled, or the caller decided before
     */
    public Approval decide(Caller caller, Project project, UUID id, Verdict verdict, @Nullable String reason) {
        Approval asked = require(project, id);
        if (caller.isRun()) {
            throw new WorkbenchException(FailureCode.PERMISSION_DENIED, "A run cannot decide: people do.");
        }
        String said = reason == null ? "" : reason.strip();
        if (said.isEmpty() || said.length() > LONGEST_REASON) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A decision has a reason of at most " + LONGEST_REASON + " characters: {\"reason\": \"…\"}.");
        }
        Decided decided =
                Objects.requireNonNull(transaction.execute(status -> decided(caller, project, asked, verdict, said)));
        refuse(asked, decided);
        Approval now = require(project, id);
        if (now.state() != State.PENDING && now.runId() != null) {
            runs.findById(now.runId())
                    .filter(run -> run.state() == RunState.WAITING)
                    .ifPresent(run -> launcher.wake(project, run));
        }
        return now;
    }

    private Decided decided(Caller caller, Project project, Approval asked, Verdict verdict, String reason) {
        Decided decided = records.decide(caller, asked.id(), verdict, reason);
        if (decided.outcome() == Outcome.DECIDED) {
            audit.record(
                    caller,
                    project,
                    "approval.decided",
                    "approvals/" + asked.id(),
                    Map.of(
                            "verdict", verdict,
                            "reason", reason,
                            "action", asked.action(),
                            "subject", asked.subject(),
                            "digest", asked.digest()));
        }
        return decided;
    }

    private static void refuse(Approval asked, Decided decided) {
        switch (decided.outcome()) {
            case DECIDED -> {}
            case UNKNOWN ->
                throw new WorkbenchException(FailureCode.NOT_FOUND, "There is no approval " + asked.id() + ".");
            case REQUESTER ->
                throw new WorkbenchException(
                        FailureCode.PERMISSION_DENIED, "You asked for this yourself: somebody else has to decide.");
            case ROLE ->
                throw new WorkbenchException(
                        FailureCode.PERMISSION_DENIED,
                        "A person who is at least " + asked.role() + " of the project decides on this.");
            case TWICE ->
                throw new WorkbenchException(
                        FailureCode.CONFLICT, "You have decided on this already; it is " + decided.state() + ".");
            case CLOSED ->
                throw new WorkbenchException(
                        FailureCode.CONFLICT, "This is " + decided.state() + " already: nothing is left to decide.");
            case EXPIRED ->
                throw new WorkbenchException(
                        FailureCode.CONFLICT,
                        "The time to decide ended at " + asked.expiresAt() + ": it has to be asked for again.");
        }
    }
}
