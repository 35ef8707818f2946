package io.workbenchx.control.evidence;

import io.workbenchx.control.approval.ApprovalService;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunLauncher;
import io.workbenchx.control.run.RunRecorder;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The records of a bundle that sum up tables: the run, its costs, who approved what it used. */
@Component
class RunRecords {

    private final Identity identity;
    private final RunRecorder recorder;
    private final CanonicalJson json;
    private final JdbcClient jdbc;
    private final ApprovalService approvals;

    RunRecords(
            Identity identity, RunRecorder recorder, CanonicalJson json, JdbcClient jdbc, ApprovalService approvals) {
        this.identity = identity;
        this.recorder = recorder;
        this.json = json;
        this.jdbc = jdbc;
        this.approvals = approvals;
    }

    /**
     * Where the run's row says its log ends.
     *
     * @param lastHash lower-case hex
     */
    private record Head(int lastSeq, String lastHash) {}

    /**
     * The run itself, as canonical JSON.
     *
     * @param historySha256 of the history in the bundle; empty when the engine has none
     */
    String run(Project project, Run run, String historySha256) {
        Head head = head(run.id());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", run.id());
        fields.put("project", project.name());
        fields.put("projectId", project.id());
        fields.put("kind", run.kind());
        fields.put("state", run.state());
        fields.put("final", run.state().terminal());
        fields.put("summary", run.summary());
        fields.put("createdBy", userName(run.createdBy()));
        fields.put("createdAt", run.createdAt());
        fields.put("admittedAt", run.admittedAt());
        fields.put("startedAt", run.startedAt());
        fields.put("finishedAt", run.finishedAt());
        fields.put("attempt", run.attempt());
        fields.put("failureCode", run.failureCode());
        fields.put("failureMessage", run.failureMessage());
        String result = run.result();
        fields.put("result", result == null ? null : json.read(result));
        fields.put("policyVersion", run.policyVersion());
        fields.put("refusalRule", run.refusalRule());
        fields.put("lineageComplete", run.lineageComplete());
        fields.put("reproduces", run.reproduces());
        fields.put("schedule", run.scheduleId());
        fields.put("workflowId", RunLauncher.workflowId(project, run));
        fields.put("specSha256", run.specSha256());
        fields.put("lastSeq", head.lastSeq());
        fields.put("lastHash", head.lastHash());
        fields.put("historySha256", historySha256);
        return json.write(fields);
    }

    /** What was reserved and spent, unit by unit. */
    String costs(UUID runId) {
        List<Map<String, String>> costs = new ArrayList<>();
        recorder.cost(runId)
                .forEach((unit, cost) -> costs.add(Map.of(
                        "unit", unit.name(),
                        "reserved", cost.reserved().stripTrailingZeros().toPlainString(),
                        "spent", cost.spent().stripTrailingZeros().toPlainString())));
        return json.write(costs);
    }

    /** Who decided about the runtime the run is bound to, and about the run itself. */
    String approvals(Run run) {
        JsonNode runtime = json.read(run.spec()).path("runtime");
        List<Map<String, Object>> all = new ArrayList<>(jdbc.sql("""
                        select r.id, r.name, r.digest, r.state, u.name as decided_by, r.decided_at
                        from ops.runtimes r left join ops.users u on u.id = r.decided_by where r.digest = ?
                        """)
                .param(runtime.path("digest").asString(""))
                .query((row, n) -> {
                    Map<String, Object> approval = new LinkedHashMap<>();
                    approval.put("subject", "runtime");
                    approval.put("id", row.getObject("id", UUID.class));
                    approval.put("name", row.getString("name"));
                    approval.put("digest", row.getString("digest"));
                    approval.put("state", row.getString("state"));
                    approval.put("decidedBy", row.getString("decided_by"));
                    OffsetDateTime decidedAt = row.getObject("decided_at", OffsetDateTime.class);
                    approval.put("decidedAt", decidedAt == null ? null : decidedAt.toInstant());
                    return approval;
                })
                .list());
        approvals.ofRun(run.id()).forEach(approval -> {
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("subject", approval.subject());
            record.put("id", approval.id());
            record.put("action", approval.action());
            record.put("gate", approval.gate());
            record.put("policyVersion", approval.policyVersion());
            record.put("digest", approval.digest());
            record.put("state", approval.state());
            record.put("requester", approval.requester());
            record.put("role", approval.role());
            record.put("approvers", approval.approvers());
            record.put("expiresAt", approval.expiresAt());
            record.put("decisions", approval.decisions());
            all.add(record);
        });
        return json.write(all);
    }

    private Head head(UUID runId) {
        return jdbc.sql("select last_seq, last_hash from ops.runs where id = ?")
                .param(runId)
                .query((row, n) ->
                        new Head(row.getInt("last_seq"), HexFormat.of().formatHex(row.getBytes("last_hash"))))
                .single();
    }

    private String userName(UUID id) {
        return identity.user(id).map(UserAccount::name).orElse("unknown");
    }
}
