package io.workbenchx.activities.run;

import io.workbenchx.control.policy.PolicyRules;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.workflows.run.RunContext;
import org.springframework.stereotype.Component;

/** Whether this host isolates workloads as the run's policy demands. */
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
        Run row = runs.findById(run.runId()).orElseThrow();
        Integer version = row.policyVersion();
        rules.requireIsolation(
                run.projectId(),
                version == null ? 0 : version,
                runner.capabilities().isolation());
    }
}
