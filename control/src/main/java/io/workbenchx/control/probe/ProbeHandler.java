package io.workbenchx.control.probe;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.policy.Claim;
import io.workbenchx.control.policy.Resources;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.RunKindHandler;
import io.workbenchx.workflows.probe.ProbeSpec;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import java.math.BigDecimal;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

@Component
class ProbeHandler implements RunKindHandler {

    private final CanonicalJson json;

    ProbeHandler(CanonicalJson json) {
        this.json = json;
    }

    @Override
    public RunKind kind() {
        return RunKind.PROBE;
    }

    @Override
    public Class<ProbeSpec> specType() {
        return ProbeSpec.class;
    }

    @Override
    public RunSpec pin(Project project, Caller caller, JsonNode requested) {
        return json.read(requested, ProbeSpec.class);
    }

    @Override
    public Claim claim(Project project, RunSpec spec) {
        return Claim.of(Resources.NONE);
    }

    @Override
    public Map<BudgetUnit, BigDecimal> defaultBudget(RunSpec spec) {
        return Map.of(BudgetUnit.CPU_SECONDS, BigDecimal.ONE);
    }

    @Override
    public boolean lineageComplete(RunSpec spec) {
        return false;
    }
}
