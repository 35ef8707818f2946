package io.workbenchx.control.run;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.policy.Claim;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import java.math.BigDecimal;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the control plane must know of one kind of run. A kind plugs in by being a bean of this type. */
public interface RunKindHandler {

    RunKind kind();

    Class<? extends RunSpec> specType();

    /**
     * Reads a requested spec and pins every reference in it (latest version, branch, name) to an immutable id or digest. Pinning a pinned
     * spec changes nothing, which is what reproducing a run relies on.
     *
     * @throws io.workbenchx.workflows.run.WorkbenchException USER or POLICY: recorded as the refusal of the run
     */
    RunSpec pin(Project project, Caller caller, JsonNode requested);

    /** What is reserved when the caller says nothing; USD is added from CPU_SECONDS when absent. */
    Map<BudgetUnit, BigDecimal> defaultBudget(RunSpec spec);

    /** What the project's policy has a say in, and what of the machines the run claims. */
    Claim claim(Project project, RunSpec spec);

    /** Whether dataset version, code, runtime digest and parameters of the run are all on record. */
    boolean lineageComplete(RunSpec spec);

    /** Called before the workflow is started, again after a crash: must be idempotent. */
    default void onAdmitted(Project project, Run run) {}
}
