package io.workbenchx.api.approval;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.approval.Approval;
import io.workbenchx.control.approval.Approval.Verdict;
import io.workbenchx.control.approval.ApprovalService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Approvals: what is asked, by whom, and what people decide. */
@RestController
@RequestMapping("/api/v1")
class ApprovalController {

    private static final String OF_A_PROJECT = "/projects/{project}/approvals";

    private final ApprovalService approvals;
    private final CanonicalJson json;

    ApprovalController(ApprovalService approvals, CanonicalJson json) {
        this.approvals = approvals;
        this.json = json;
    }

    record Reason(@Nullable String reason) {}

    /** What the caller may decide on, in all projects; the next to expire first. */
    @Requires(Permission.SIGNED_IN)
    @GetMapping("/approvals")
    Map<String, List<ApprovalView>> inbox(Caller caller) {
        return items(approvals.inbox(caller));
    }

    @Requires(Permission.APPROVAL_READ)
    @GetMapping(OF_A_PROJECT)
    Map<String, List<ApprovalView>> list(Project project, @RequestParam(required = false) @Nullable String state) {
        return items(approvals.list(project, state == null ? null : state(state)));
    }

    @Requires(Permission.APPROVAL_READ)
    @GetMapping(OF_A_PROJECT + "/{id}")
    ApprovalView one(Project project, @PathVariable UUID id) {
        return ApprovalView.of(approvals.require(project, id), json);
    }

    @Requires(Permission.APPROVAL_DECIDE)
    @PostMapping(OF_A_PROJECT + "/{id}/approve")
    ApprovalView approve(
            Caller caller,
            Project project,
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable Reason said) {
        return decide(caller, project, id, Verdict.APPROVE, said);
    }

    @Requires(Permission.APPROVAL_DECIDE)
    @PostMapping(OF_A_PROJECT + "/{id}/reject")
    ApprovalView reject(
            Caller caller,
            Project project,
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable Reason said) {
        return decide(caller, project, id, Verdict.REJECT, said);
    }

    private ApprovalView decide(Caller caller, Project project, UUID id, Verdict verdict, @Nullable Reason said) {
        return ApprovalView.of(
                approvals.decide(caller, project, id, verdict, said == null ? null : said.reason()), json);
    }

    private Map<String, List<ApprovalView>> items(List<Approval> found) {
        return Map.of(
                "items",
                found.stream().map(approval -> ApprovalView.of(approval, json)).toList());
    }

    private static Approval.State state(String name) {
        try {
            return Approval.State.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "state is one of " + List.of(Approval.State.values()) + ", not \"" + name + "\".");
        }
    }
}
