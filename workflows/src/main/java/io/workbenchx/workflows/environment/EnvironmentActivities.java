package io.workbenchx.workflows.environment;

import io.temporal.activity.ActivityInterface;
import io.workbenchx.workflows.run.RunContext;

/** Each method is one side effect, and harmless when repeated. */
@ActivityInterface
public interface EnvironmentActivities {

    /** Chooses one version of everything the requirements need; the lock becomes an artifact of the run. Returns its digest. */
    String lockRequirements(RunContext run, EnvironmentSpec spec);

    /** Installs the lock into an environment on this host; finds it when it is there. */
    BuiltRuntime buildEnvironment(RunContext run, EnvironmentSpec spec);

    /** Enters what was built into the list of runtimes. */
    EnvironmentResult registerRuntime(RunContext run, EnvironmentSpec spec, BuiltRuntime built);
}
