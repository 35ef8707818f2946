package io.workbenchx.activities.run;

import io.workbenchx.control.policy.PolicyRules;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerCapabilities;
import io.workbenchx.workflows.run.RunContext;
import java.util.List;
import org.springframework.stereotype.Component;

/** By which runner, and how kept apart, workloads of a run may be executed, as the policy demands under which it was admitted. */
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
        require(run, runner.choose(null, 0));
    }

    /** The same, for the runner that takes the workload. */
    public void require(RunContext run, Runner chosen) {
        rules.requireRunner(
                run.projectId(),
                version(run),
                chosen.name(),
                chosen.capabilities().isolation());
    }

    /** The hosts that workloads of the run may reach which run as processes. */
    public List<String> egress(RunContext run) {
        return egress(run, runner.choose(null, 0));
    }

    /** The hosts that workloads of the run may reach under this runner; under one that has no such gate none. */
    public List<String> egress(RunContext run, Runner chosen) {
        return chosen.capabilities().features().contains(RunnerCapabilities.Feature.EGRESS)
                ? rules.egress(run.projectId(), version(run))
                : List.of();
    }

    private int version(RunContext run) {
        Run row = runs.findById(run.runId()).orElseThrow();
        Integer version = row.policyVersion();
        return version == null ? 0 : version;
    }
}
