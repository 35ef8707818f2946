package io.workbenchx.control.policy;

import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.project.BudgetUnit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a project allows, as its policy says it: docs/how-to/policy.md explains every field. Names that end in {@code *} stand for all names
 * that begin so.
 *
 * @param remotes prefixes of https addresses from which code may be taken
 * @param egress hosts that workloads may reach, {@code host:port}
 * @param runBudget the most one run may reserve, by unit
 */
public record Policy(
        Runtimes runtimes,
        List<String> remotes,
        List<String> egress,
        Map<BudgetUnit, BigDecimal> runBudget,
        Quota projectQuota,
        Quota memberQuota,
        Datasets datasets,
        List<Gate> gates) {

    public Policy {
        remotes = List.copyOf(remotes);
        egress = List.copyOf(egress);
        runBudget = Map.copyOf(runBudget);
        gates = List.copyOf(gates);
    }

    /**
     * @param allow names or digests, of those that an admin approved for the installation
     * @param kinds wire names of the kinds of runtime
     * @param isolation whether a workload must not start where its host cannot isolate it
     * @param runners names of those that may take workloads; empty: all that are configured
     */
    public record Runtimes(List<String> allow, Set<String> kinds, boolean isolation, Set<String> runners) {}

    /**
     * @param byDefault what each role may do with a dataset that no rule names
     */
    public record Datasets(Map<MemberRole, Set<DatasetUse>> byDefault, List<DatasetRule> rules) {}

    /**
     * Once a rule names a dataset, nothing but its rules counts for it.
     *
     * @param members user names
     */
    public record DatasetRule(String dataset, List<String> members, Set<MemberRole> roles, Set<DatasetUse> allow) {}

    /**
     * @param when what the gate is about: names by {@code kinds}, {@code models}, {@code endpoints}, {@code datasets}, {@code runtimes};
     *     everything when absent
     */
    public record Gate(String name, Action action, Map<String, List<String>> when, Requirement require) {}

    /**
     * @param lineage the run that made the subject knows data, code, runtime and parameters
     * @param promoted the model version was promoted
     * @param evidence questions somebody must have answered
     */
    public record Requirement(
            boolean lineage,
            boolean promoted,
            List<Metric> metrics,
            List<String> evidence,
            @Nullable ApprovalRule approval) {}

    /** A metric of the run that made the subject, and between what it must be. */
    public record Metric(
            String name, @Nullable Double min, @Nullable Double max) {}

    /**
     * @param role the weakest membership that may decide
     * @param approvers how many different persons; the requester is never one
     * @param expires after which it counts as rejected
     */
    public record ApprovalRule(MemberRole role, int approvers, Duration expires) {}

    /** Whether a name is meant by a pattern: the same, or all that begin like it. */
    static boolean matches(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(name);
    }
}
