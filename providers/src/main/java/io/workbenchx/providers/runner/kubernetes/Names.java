package io.workbenchx.providers.runner.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What things in the cluster are called, and by which labels and annotations they are ours. */
final class Names {

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String WORKBENCH = "workbenchx";
    static final String RUN = "workbenchx.io/run";
    static final String NAME = "workbenchx.io/name";
    static final String ATTEMPT = "workbenchx.io/attempt";
    static final String ATTESTATION = "workbenchx.io/attestation";
    /** Which limit the deadline stands for. */
    static final String DEADLINE = "workbenchx.io/deadline";
    /** Why we ended it. */
    static final String ENDING = "workbenchx.io/ending";
    /** What it had left when it was stopped. */
    static final String EXIT_CODE = "workbenchx.io/exit-code";

    static final String CONTAINER = "workload";

    private Names() {}

    static String job(UUID runId, String name, int attempt) {
        return "wbx-" + runId.toString().substring(24) + "-" + name + "-" + attempt;
    }

    static String job(WorkloadSpec spec) {
        return job(spec.runId(), spec.name(), spec.attempt());
    }

    static Map<String, String> labels(WorkloadSpec spec) {
        return Map.of(
                MANAGED_BY, WORKBENCH,
                RUN, spec.runId().toString(),
                NAME, spec.name(),
                ATTEMPT, Integer.toString(spec.attempt()));
    }

    static String label(Job job, String name) {
        return Objects.requireNonNull(job.getMetadata().getLabels().get(name), name);
    }
}
