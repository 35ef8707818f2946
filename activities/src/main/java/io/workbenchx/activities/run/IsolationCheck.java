package io.workbenchx.activities.run;

import io.workbenchx.control.policy.PolicyRules;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.workflows.run.RunContext;
import java.util.List;
import org.springframework.stereotype.Component;

/** How workloads of a run are to be kept apart, as the policy demands under which it was admitted. */
@Component
public class IsolationCheck {

    private final Runner runner;
    private final RunRepository runs;
    private final PolicyRules rules;

    IsolationCheck(Runner runner, RunRepository runs, PolicyRules rules) {
        this.runner = runner;
        this.runs = runs;
        this.rules = rules;
    }

    /**
     * Before anything starts, by the policy the run was admitted under.
     *
     * @throws io.workbenchx.workflows.run.WorkbenchException POLICY_REFUSED
     */
    public void require(RunContext run) {
        rules.requireIsolation(
                run.projectId(), version(run), runner.capabilities().isolation());
    }

    /** The hosts that workloads of the run may reach. */
    public List<String> egress(RunContext run) {
        return rules.egress(run.projectId(), version(run));
    }

    private int version(RunContext run) {
        Run row = runs.findById(run.runId()).orElseThrow();
        Integer version = row.policyVersion();
        return version == null ? 0 : version;
    }
}
