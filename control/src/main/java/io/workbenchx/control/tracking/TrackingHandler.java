package io.workbenchx.control.tracking;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.policy.Claim;
import io.workbenchx.control.policy.Resources;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunKindHandler;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.tracking.TrackingSpec;
import java.math.BigDecimal;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Admits runs that are logged from outside. They cost nothing here, and nobody can say on what they were trained. */
@Component
class TrackingHandler implements RunKindHandler {

    private final CanonicalJson json;
    private final TrackingService tracking;
    private final Identity identity;

    TrackingHandler(CanonicalJson json, TrackingService tracking, Identity identity) {
        this.json = json;
        this.tracking = tracking;
        this.identity = identity;
    }

    @Override
    public RunKind kind() {
        return RunKind.TRACKING;
    }

    @Override
    public Class<TrackingSpec> specType() {
        return TrackingSpec.class;
    }

    @Override
    public RunSpec pin(Project project, Caller caller, JsonNode requested) {
        TrackingSpec spec = json.read(requested, TrackingSpec.class);
        TrackingLimits.experimentName(spec.experiment());
        return spec;
    }

    @Override
    public Claim claim(Project project, RunSpec spec) {
        return Claim.of(Resources.NONE);
    }

    @Override
    public Map<BudgetUnit, BigDecimal> defaultBudget(RunSpec spec) {
        return Map.of();
    }

    @Override
    public boolean lineageComplete(RunSpec spec) {
        return false;
    }

    @Override
    public void onAdmitted(Project project, Run run) {
        TrackingSpec spec = json.read(run.spec(), TrackingSpec.class);
        String user = identity.user(run.createdBy()).map(UserAccount::name).orElse("");
        tracking.open(project.id(), run.id(), spec.experiment(), spec.runName(), user);
    }
}
