package io.workbenchx.control.policy;

import io.workbenchx.control.policy.Policy.ApprovalRule;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;

/**
 * What a policy says to something that is asked for.
 *
 * @param breaches rules that say no, the most basic first
 * @param needs approvals without which it must not begin
 */
public record Ruling(PolicyVersion policy, List<Breach> breaches, List<Need> needs) {

    public Ruling {
        breaches = List.copyOf(breaches);
        needs = List.copyOf(needs);
    }

    /**
     * A rule that says no.
     *
     * @param rule path in the policy, such as {@code runtimes.allow} or {@code gates.<name>.metrics}
     */
    public record Breach(String rule, FailureCode code, String message) {}

    /**
     * An approval that a gate demands.
     *
     * @param subject what is asked for, such as {@code endpoint/churn}
     */
    public record Need(String gate, Action action, String subject, ApprovalRule approval) {}

    /**
     * @throws WorkbenchException the first breach, with {@code rule} and {@code policyVersion} in its details
     */
    public void require() {
        if (!breaches.isEmpty()) {
            Breach first = breaches.get(0);
            throw new WorkbenchException(
                    first.code(),
                    first.message() + " (policy version " + policy.version() + ", " + first.rule() + ")",
                    Map.of("rule", first.rule(), "policyVersion", policy.version()),
                    null);
        }
    }
}
