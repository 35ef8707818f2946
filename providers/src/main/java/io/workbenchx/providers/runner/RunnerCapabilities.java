package io.workbenchx.providers.runner;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * @param isolation {@code bubblewrap} or {@code none} (plain process group) on this host; {@code container}, {@code pod}, {@code microvm}
 * @param mechanisms limit → how it is enforced, such as {@code memory → cgroup v1}, {@code cpu → poll}, {@code processes → prlimit}
 * @param features what a workload may ask for
 */
public record RunnerCapabilities(String isolation, Map<String, String> mechanisms, Set<Feature> features) {

    /** What not every runner can give. */
    public enum Feature {
        /** A Python environment of this host. */
        ENVIRONMENT,
        /** A container image, by digest. */
        IMAGE,
        /** Folders of this host; what is written to a writable one is there at once. */
        MOUNTS,
        /** Folders of this host, as copies: what is written to them there stays there. */
        COPIES,
        /** A way to the workbench's api. */
        WORKBENCH,
        /** A service, reached by its own unix socket. */
        SOCKET,
        /** A service, reached by its port through a socket of ours. */
        PORT,
        GPU,
        /** Some hosts beside the workbench. */
        EGRESS
    }

    public RunnerCapabilities {
        mechanisms = Map.copyOf(mechanisms);
        features = Set.copyOf(features);
    }

    /** Of a runner of processes of this host. */
    public RunnerCapabilities(String isolation, Map<String, String> mechanisms) {
        this(
                isolation,
                mechanisms,
                Set.of(Feature.ENVIRONMENT, Feature.MOUNTS, Feature.WORKBENCH, Feature.SOCKET, Feature.EGRESS));
    }

    /**
     * To be asked before anything is made.
     *
     * @throws UnsupportedWorkloadException naming all that is asked for in vain
     */
    public void require(String runner, WorkloadSpec spec) {
        Set<Feature> missing = needs(spec);
        missing.removeAll(features);
        if (features.contains(Feature.COPIES)) {
            missing.remove(Feature.MOUNTS);
        }
        if (spec.listen() && !features.contains(Feature.SOCKET) && !features.contains(Feature.PORT)) {
            missing.add(Feature.PORT);
        }
        if (!missing.isEmpty()) {
            throw new UnsupportedWorkloadException("The runner " + runner + " cannot give workload " + spec.name()
                    + " of run "
                    + spec.runId() + " what it asks for: " + missing.toString().toLowerCase(Locale.ROOT)
                    + ". Choose another runtime, or another runner in workbenchx.runner.");
        }
    }

    private static Set<Feature> needs(WorkloadSpec spec) {
        Set<Feature> needs = EnumSet.noneOf(Feature.class);
        if (spec.image() != null) {
            needs.add(Feature.IMAGE);
        }
        if (spec.runtime() != null) {
            needs.add(Feature.ENVIRONMENT);
        }
        if (!spec.mounts().isEmpty()) {
            needs.add(Feature.MOUNTS);
        }
        if (spec.workbench() != null) {
            needs.add(Feature.WORKBENCH);
        }
        if (!spec.egress().isEmpty()) {
            needs.add(Feature.EGRESS);
        }
        if (spec.limits().gpus() > 0) {
            needs.add(Feature.GPU);
        }
        return needs;
    }
}
