package io.workbenchx.control.run;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.policy.Changes;
import io.workbenchx.control.policy.Claim;
import io.workbenchx.control.policy.PolicyVersion;
import io.workbenchx.control.policy.Quota;
import io.workbenchx.control.policy.Resources;
import io.workbenchx.control.policy.Ruling;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.RunKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the project's policy makes of a request, as admission in the database reads it. */
@Component
class AdmissionTerms {

    private final Changes changes;

    AdmissionTerms(Changes changes) {
        this.changes = changes;
    }

    /** The terms of a refused request. */
    static Map<String, Object> refused(PolicyVersion policy, @Nullable Object rule) {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("version", policy.version());
        if (rule != null) {
            terms.put("rule", rule);
        }
        return terms;
    }

    /**
     * @param document the pinned spec, whose digest the approvals are about
     */
    Map<String, Object> admitted(Project project, RunKind kind, Ruling ruling, Claim claim, String document) {
        Map<String, Object> terms = quotas(kind, ruling, claim);
        terms.put("version", ruling.policy().version());
        terms.put(
                "approvals",
                ruling.needs().stream()
                        .map(need -> Map.of(
                                "id", UuidCreator.getTimeOrderedEpoch(),
                                "gate", need.gate(),
                                "action", need.action().wireName(),
                                "subject", need.subject(),
                                "change", changes.since(project.id(), need.action(), need.subject(), document),
                                "role", need.approval().role(),
                                "approvers", need.approval().approvers(),
                                "seconds", need.approval().expires().toSeconds()))
                        .toList());
        return terms;
    }

    /** Only what quotas are about. */
    Map<String, Object> quotas(RunKind kind, Ruling ruling, Claim claim) {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("limits", limits(ruling.policy()));
        Resources resources = claim.resources();
        terms.put(
                "claim",
                Map.of(
                        // What is logged from elsewhere takes nothing here.
                        "runs", kind == RunKind.TRACKING ? 0 : 1,
                        "cpus", resources.cpus(),
                        "memory", resources.memoryBytes(),
                        "gpus", resources.gpus()));
        return terms;
    }

    private static List<Map<String, Object>> limits(PolicyVersion policy) {
        List<Map<String, Object>> limits = new ArrayList<>();
        add(limits, "project", policy.policy().projectQuota());
        add(limits, "member", policy.policy().memberQuota());
        return limits;
    }

    private static void add(List<Map<String, Object>> limits, String scope, Quota quota) {
        add(limits, scope, "runs", quota.runs());
        add(limits, scope, "cpus", quota.cpus());
        add(limits, scope, "memory", quota.memoryBytes());
        add(limits, scope, "gpus", quota.gpus());
    }

    private static void add(List<Map<String, Object>> limits, String scope, String item, @Nullable Object most) {
        if (most != null) {
            limits.add(Map.of("scope", scope, "item", item, "most", most));
        }
    }
}
