package io.workbenchx.control.run;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.policy.PolicyService;
import io.workbenchx.control.policy.Ruling;
import io.workbenchx.control.policy.Ruling.Breach;
import io.workbenchx.control.policy.Ruling.Need;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Dry runs of admission: which rules would refuse a run, and who would have to approve it. */
@Component
public class RunChecks {

    private final RunService service;
    private final PolicyService policies;
    private final AdmissionTerms terms;
    private final CanonicalJson json;
    private final JdbcClient jdbc;

    RunChecks(RunService service, PolicyService policies, AdmissionTerms terms, CanonicalJson json, JdbcClient jdbc) {
        this.service = service;
        this.policies = policies;
        this.terms = terms;
        this.json = json;
        this.jdbc = jdbc;
    }

    /**
     * @param breaches all rules that say no; {@code admission} is what no policy can allow
     */
    public record Verdict(boolean allowed, int policyVersion, List<Breach> breaches, List<Need> approvals) {}

    /** What would come of a request at this moment, budgets of the project aside. */
    public Verdict check(Caller caller, Project project, StartRun request) {
        int version = policies.current(project.id()).version();
        try {
            RunSpec spec = service.pin(caller, project, request.kind(), request.spec());
            Ruling ruling = service.judge(caller, project, request, spec);
            List<Breach> breaches = new ArrayList<>(ruling.breaches());
            breaches.addAll(quotas(caller, project, request, ruling, spec));
            return new Verdict(breaches.isEmpty(), version, breaches, ruling.needs());
        } catch (WorkbenchException refused) {
            return new Verdict(
                    false, version, List.of(new Breach("admission", refused.code(), refused.reason())), List.of());
        }
    }

    private List<Breach> quotas(Caller caller, Project project, StartRun request, Ruling ruling, RunSpec spec) {
        Map<String, Object> asked = terms.quotas(request.kind(), ruling, service.claim(project, request.kind(), spec));
        return jdbc.sql("select rule, message from ops.over_quota(?, ?, cast(? as jsonb))")
                .params(project.id(), caller.userId(), json.write(asked))
                .query((row, n) ->
                        new Breach(row.getString("rule"), FailureCode.QUOTA_EXCEEDED, row.getString("message")))
                .list();
    }
}
