package io.workbenchx.providers.runner.docker;

import com.github.dockerjava.api.model.Container;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** By which containers are ours, and which is which. */
final class Labels {

    /** Folder of the workbench they belong to: several may share a daemon. */
    static final String HOME = "io.workbenchx.home";

    static final String RUN = "io.workbenchx.run";
    static final String NAME = "io.workbenchx.name";
    static final String ATTEMPT = "io.workbenchx.attempt";

    private Labels() {}

    static Map<String, String> of(WorkloadSpec spec, Path root) {
        return Map.of(
                HOME, root.toString(),
                RUN, spec.runId().toString(),
                NAME, spec.name(),
                ATTEMPT, Integer.toString(spec.attempt()));
    }

    static String of(Container container, String label) {
        return Objects.requireNonNull(container.getLabels().get(label), label);
    }
}
