package io.workbenchx.workflows.session;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.SecretVariables;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.training.TrainingSpec.DatasetBinding;
import io.workbenchx.workflows.training.TrainingSpec.RuntimeBinding;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A pinned session: everything in it is an immutable id or digest.
 *
 * @param name under which its owner finds it again
 * @param code git commit that the workspace begins with; absent: an empty one, or what was saved
 * @param datasets bound read-only below {@code /data}
 * @param runtime approved environment with JupyterLab in it
 * @param idleTimeout after so long without any activity it is stopped
 * @param expiry after so long it is stopped in any case, unless extended
 * @param secrets name of a secret of the project by the variable in which the session finds its value
 * @param workspace what an earlier session saved, to begin with
 */
public record SessionSpec(
        String name,
        @Nullable String code,
        List<DatasetBinding> datasets,
        RuntimeBinding runtime,
        Profile profile,
        Duration idleTimeout,
        Duration expiry,
        Map<String, String> secrets,
        @Nullable Workspace workspace)
        implements RunSpec {

    /** The longest that a session lives, extensions included. */
    public static final Duration LONGEST = Duration.ofDays(7);

    public SessionSpec {
        datasets = List.copyOf(datasets);
        secrets = SecretVariables.of("Session spec", secrets);
        require(
                name.matches("[a-z][a-z0-9-]{0,39}"),
                "name starts with a letter and has up to 40 lower-case letters, digits or dashes; \"" + name
                        + "\" has not.");
        require(
                idleTimeout.compareTo(Duration.ofSeconds(1)) >= 0 && idleTimeout.compareTo(LONGEST) <= 0,
                "idleTimeout is between a second and 7 days (ISO-8601, such as PT1H).");
        require(
                expiry.compareTo(Duration.ofSeconds(1)) >= 0 && expiry.compareTo(LONGEST) <= 0,
                "expiry is between a second and 7 days (ISO-8601, such as PT8H).");
    }

    /**
     * What of the machine a session gets.
     *
     * @param memoryBytes of all its processes together
     * @param processes processes and threads at once
     * @param diskBytes of its workspace
     */
    public record Profile(String name, BigDecimal cpus, long memoryBytes, int gpus, int processes, long diskBytes) {}

    /**
     * A saved workspace.
     *
     * @param run the session that saved it
     * @param sha256 of the list of its files
     */
    public record Workspace(UUID run, String sha256) {}

    @Override
    public String summary() {
        return "session " + name + " (" + profile.name() + ", " + runtime.name() + ")";
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "Session spec: " + problem);
        }
    }
}
