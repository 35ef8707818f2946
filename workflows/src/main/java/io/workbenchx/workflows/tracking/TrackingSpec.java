package io.workbenchx.workflows.tracking;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;
import org.jspecify.annotations.Nullable;

/**
 * @param experiment name of the experiment the outside client logs to
 * @param runName as the client named it
 */
public record TrackingSpec(String experiment, @Nullable String runName) implements RunSpec {

    @SuppressWarnings("ConstantValue") // JSON may leave it out
    public TrackingSpec {
        if (experiment == null || experiment.isBlank()) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "A tracking run names its experiment.");
        }
    }

    @Override
    public String summary() {
        return "track " + (runName == null ? "a run" : runName) + " in " + experiment;
    }
}
