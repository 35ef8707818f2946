package io.workbenchx.control.approval;

import io.workbenchx.control.approval.Approval.State;
import io.workbenchx.control.approval.ApprovalRecords.Asked;
import io.workbenchx.control.approval.ApprovalRecords.Question;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.policy.Changes;
import io.workbenchx.control.policy.Ruling;
import io.workbenchx.control.policy.Ruling.Need;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Approvals of actions that are no run of their own, such as a promotion: the first time somebody asks, the question is entered and the
 * action refused; once it is approved, asking again for exactly the same does it.
 */
@Component
public class ApprovalGate {

    private final ApprovalRecords records;
    private final Changes changes;
    private final CanonicalJson json;

    ApprovalGate(ApprovalRecords records, Changes changes, CanonicalJson json) {
        this.records = records;
        this.changes = changes;
        this.json = json;
    }

    /**
     * Goes through when nothing needs an approval, or all have been given; they are used up thereby. Not to be called within a transaction:
     * the question stays although the action does not happen.
     *
     * @param runId run whose record the decisions belong to
     * @param document all that is to be approved
     * @throws WorkbenchException APPROVAL_REQUIRED, with the ids of the approvals; the policy's own refusals
     */
    public void pass(Caller caller, UUID projectId, UUID runId, Ruling ruling, Map<String, ?> document) {
        ruling.require();
        if (ruling.needs().isEmpty()) {
            return;
        }
        String text = json.write(document);
        String digest = CanonicalJson.sha256(text);
        List<Asked> asked = new ArrayList<>();
        for (Need need : ruling.needs()) {
            asked.add(records.ask(
                    caller.userId(), caller.name(), question(projectId, runId, ruling, need, digest, text)));
        }
        List<UUID> open = asked.stream()
                .filter(approval -> approval.state() != State.APPROVED)
                .map(Asked::id)
                .toList();
        if (!open.isEmpty()) {
            throw new WorkbenchException(
                    FailureCode.APPROVAL_REQUIRED,
                    "Somebody else has to approve this first (approval " + open.get(0)
                            + "): ask again once it is approved.",
                    Map.of(
                            "approvals",
                            open,
                            "rule",
                            "gates." + ruling.needs().get(0).gate() + ".approval",
                            "policyVersion",
                            ruling.policy().version()),
                    null);
        }
        if (!asked.stream().allMatch(approval -> records.use(approval.id(), digest))) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT, "An approval of this was used just now, or ran out: ask again.");
        }
    }

    private Question question(UUID projectId, UUID runId, Ruling ruling, Need need, String digest, String document) {
        return new Question(
                projectId,
                runId,
                need.action().wireName() + "/" + need.subject(),
                need.gate(),
                ruling.policy().version(),
                need.action().wireName(),
                need.subject(),
                digest,
                document,
                changes.since(projectId, need.action(), need.subject(), document),
                need.approval().role().name(),
                need.approval().approvers(),
                need.approval().expires());
    }
}
