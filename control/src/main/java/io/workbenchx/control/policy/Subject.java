package io.workbenchx.control.policy;

import io.workbenchx.control.policy.Policy.Gate;
import io.workbenchx.workflows.run.RunKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a gate looks at.
 *
 * @param name for people and for approvals, such as {@code endpoint/churn}
 * @param answers the subject under which questions are answered
 * @param names what a gate's {@code when} is compared with
 * @param madeBy run whose metrics and lineage speak for it
 * @param promoted of a model version
 */
record Subject(
        Action action,
        String name,
        String answers,
        Map<String, String> names,
        @Nullable UUID madeBy,
        boolean promoted) {

    /** All that the start of a run is: a start, perhaps a deployment, perhaps uses of datasets. */
    static List<Subject> of(RunKind kind, Claim claim) {
        List<Subject> subjects = new ArrayList<>();
        Claim.Served served = claim.served();
        UUID madeBy = served == null ? null : served.madeBy();
        subjects.add(
                new Subject(Action.START, kind.wireName(), "project", Map.of("kinds", kind.wireName()), madeBy, false));
        if (served != null) {
            subjects.add(new Subject(
                    Action.DEPLOYMENT,
                    "endpoint/" + served.endpoint(),
                    "model/" + served.model() + "/" + served.version(),
                    Map.of("models", served.model(), "endpoints", served.endpoint()),
                    madeBy,
                    served.promoted()));
        }
        claim.datasets()
                .forEach(dataset -> subjects.add(new Subject(
                        Action.DATASET_USE,
                        "dataset/" + dataset,
                        "project",
                        Map.of("datasets", dataset, "kinds", kind.wireName()),
                        null,
                        false)));
        return subjects;
    }

    static Subject promotion(String model, UUID runId) {
        return new Subject(Action.PROMOTION, "model/" + model, "run/" + runId, Map.of("models", model), runId, false);
    }

    static Subject runtime(String runtime, String digest, UUID builtBy) {
        return new Subject(
                Action.RUNTIME_APPROVAL,
                "runtime/" + runtime + "@" + digest,
                "run/" + builtBy,
                Map.of("runtimes", runtime),
                builtBy,
                false);
    }

    boolean concerns(Gate gate) {
        return gate.action() == action
                && gate.when().entrySet().stream()
                        .allMatch(condition -> condition.getValue().stream()
                                .anyMatch(pattern ->
                                        Policy.matches(pattern, names.getOrDefault(condition.getKey(), ""))));
    }
}
