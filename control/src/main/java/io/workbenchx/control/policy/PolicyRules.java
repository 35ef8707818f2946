package io.workbenchx.control.policy;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.policy.Policy.Gate;
import io.workbenchx.control.policy.Ruling.Breach;
import io.workbenchx.control.policy.Ruling.Need;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Judges what is asked for by the policy in force. Every door that starts something asks here, and nobody else decides. */
@Component
public class PolicyRules {

    private final PolicyService policies;
    private final SubjectFacts facts;
    private final GateCheck gates;

    PolicyRules(PolicyService policies, SubjectFacts facts, GateCheck gates) {
        this.policies = policies;
        this.facts = facts;
        this.gates = gates;
    }

    /** Whether a run may start; its quotas are counted where it is admitted, and nowhere earlier. */
    public Ruling start(
            Caller caller,
            Project project,
            PolicyVersion policy,
            RunKind kind,
            Claim claim,
            Map<BudgetUnit, BigDecimal> budget) {
        List<Breach> breaches = new ArrayList<>();
        runtime(policy.policy(), claim, breaches);
        budget(policy.policy(), budget, breaches);
        claim.datasets()
                .forEach(dataset -> dataset(caller, project, policy.policy(), dataset, DatasetUse.TRAIN)
                        .ifPresent(breaches::add));
        List<Need> needs = new ArrayList<>();
        for (Subject subject : Subject.of(kind, claim)) {
            for (Gate gate : policy.policy().gates()) {
                if (subject.concerns(gate)) {
                    gates.check(project, gate, subject, breaches, needs);
                }
            }
        }
        return new Ruling(policy, breaches, needs);
    }

    /** Whether the model of a run may become a version that can be deployed. */
    public Ruling promotion(Project project, String model, UUID runId) {
        return judge(project, Subject.promotion(model, runId));
    }

    /** Whether a runtime that a run of the project built may be approved for the installation. */
    public Ruling runtimeApproval(Project project, String runtime, String digest, UUID builtBy) {
        return judge(project, Subject.runtime(runtime, digest, builtBy));
    }

    private Ruling judge(Project project, Subject subject) {
        PolicyVersion policy = policies.current(project.id());
        List<Breach> breaches = new ArrayList<>();
        List<Need> needs = new ArrayList<>();
        policy.policy().gates().stream()
                .filter(subject::concerns)
                .forEach(gate -> gates.check(project, gate, subject, breaches, needs));
        return new Ruling(policy, breaches, needs);
    }

    /**
     * @throws WorkbenchException PERMISSION_DENIED when the caller may not use a dataset so
     */
    public void requireDataset(Caller caller, Project project, String dataset, DatasetUse use) {
        PolicyVersion policy = policies.current(project.id());
        dataset(caller, project, policy.policy(), dataset, use)
                .map(breach -> new Breach(breach.rule(), FailureCode.PERMISSION_DENIED, breach.message()))
                .ifPresent(breach -> new Ruling(policy, List.of(breach), List.of()).require());
    }

    /** Those of some datasets that the caller may not even see. */
    public Set<String> hidden(Caller caller, Project project, Set<String> datasets) {
        Policy policy = policies.current(project.id()).policy();
        return datasets.stream()
                .filter(dataset -> dataset(caller, project, policy, dataset, DatasetUse.READ)
                        .isPresent())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a run may use a runner, by the policy that it was admitted under.
     *
     * @throws WorkbenchException POLICY_REFUSED when the runner is not on the project's list, or isolates nothing where that is demanded
     */
    public void requireRunner(UUID projectId, int policyVersion, String runner, String isolation) {
        PolicyVersion policy = policies.version(projectId, policyVersion);
        Set<String> runners = policy.policy().runtimes().runners();
        if (!runners.isEmpty() && !runners.contains(runner)) {
            Breach breach = new Breach(
                    "runtimes.runners",
                    FailureCode.POLICY_REFUSED,
                    "The project's workloads do not run with the runner " + runner + ", only with "
                            + String.join(" or ", runners)
                            + ": use another kind of runtime, or ask an admin of the project");
            new Ruling(policy, List.of(breach), List.of()).require();
        }
        if (policy.policy().runtimes().isolation() && isolation.equals("none")) {
            Breach breach = new Breach(
                    "runtimes.isolation",
                    FailureCode.POLICY_REFUSED,
                    "This host cannot isolate workloads, and the project demands it: run where bubblewrap is installed and user"
                            + " namespaces are allowed");
            new Ruling(policy, List.of(breach), List.of()).require();
        }
    }

    /** The hosts that workloads of a run may reach, by the policy it was admitted under. */
    public List<String> egress(UUID projectId, int policyVersion) {
        return policies.version(projectId, policyVersion).policy().egress();
    }

    /**
     * Whether code may be taken from a remote repository.
     *
     * @throws WorkbenchException SPEC_INVALID when it is no plain https address
     */
    public Ruling checkout(Project project, String address) {
        PolicyVersion policy = policies.current(project.id());
        GitRemote remote;
        try {
            remote = GitRemote.of(address);
        } catch (IllegalArgumentException unsafe) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "Code is taken from https addresses such as https://git.example.org/team/repository.git only.",
                    unsafe);
        }
        Breach elsewhere = new Breach(
                "code.remotes",
                FailureCode.POLICY_REFUSED,
                "Code may not be taken from " + remote.address()
                        + ": an admin of the project can add it to code.remotes");
        return new Ruling(
                policy, remote.isBelow(policy.policy().remotes()) ? List.of() : List.of(elsewhere), List.of());
    }

    private static void runtime(Policy policy, Claim claim, List<Breach> breaches) {
        Claim.RuntimeUse runtime = claim.runtime();
        if (runtime == null) {
            return;
        }
        boolean allowed = policy.runtimes().allow().stream()
                .anyMatch(entry -> Policy.matches(entry, runtime.name()) || entry.equals(runtime.digest()));
        if (!allowed) {
            breaches.add(
                    new Breach(
                            "runtimes.allow",
                            FailureCode.RUNTIME_NOT_APPROVED,
                            "The runtime " + runtime.name() + " (" + runtime.digest()
                                    + ") is not on the project's list: use one that is, or ask an admin of the project to add it"));
        }
        if (!policy.runtimes().kinds().contains(runtime.kind())) {
            breaches.add(new Breach(
                    "runtimes.kinds",
                    FailureCode.RUNTIME_NOT_APPROVED,
                    "The project runs no runtimes of kind " + runtime.kind() + ": use "
                            + String.join(" or ", policy.runtimes().kinds())));
        }
    }

    private static void budget(Policy policy, Map<BudgetUnit, BigDecimal> budget, List<Breach> breaches) {
        new TreeMap<>(policy.runBudget()).forEach((unit, most) -> {
            BigDecimal asked = budget.get(unit);
            if (asked != null && asked.compareTo(most) > 0) {
                breaches.add(new Breach(
                        "budgets.run." + unit,
                        FailureCode.POLICY_REFUSED,
                        "One run may reserve at most " + most.toPlainString() + " " + unit + ", and this one asks for "
                                + asked.toPlainString() + ": ask for less"));
            }
        });
    }

    private Optional<Breach> dataset(Caller caller, Project project, Policy policy, String dataset, DatasetUse use) {
        List<Policy.DatasetRule> rules = policy.datasets().rules().stream()
                .filter(rule -> Policy.matches(rule.dataset(), dataset))
                .toList();
        var role = facts.role(caller, project.id());
        boolean allowed = rules.isEmpty()
                ? role.map(held -> policy.datasets().byDefault().get(held))
                        .filter(uses -> uses.contains(use))
                        .isPresent()
                : rules.stream()
                        .filter(rule -> rule.members().contains(caller.name())
                                || role.filter(rule.roles()::contains).isPresent())
                        .anyMatch(rule -> rule.allow().contains(use));
        return allowed
                ? Optional.empty()
                : Optional.of(new Breach(
                        rules.isEmpty()
                                ? "datasets.default"
                                : "datasets.rules." + rules.get(0).dataset(),
                        FailureCode.POLICY_REFUSED,
                        caller.name() + " may not " + use.name().toLowerCase(java.util.Locale.ROOT) + " the dataset "
                                + dataset + ": ask an admin of the project"));
    }
}
