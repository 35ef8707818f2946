package io.workbenchx.control.policy;

import io.workbenchx.control.policy.Policy.Gate;
import io.workbenchx.control.policy.Policy.Metric;
import io.workbenchx.control.policy.Policy.Requirement;
import io.workbenchx.control.policy.Ruling.Breach;
import io.workbenchx.control.policy.Ruling.Need;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** One gate and one subject: what is missing, and who must say yes. */
@Component
class GateCheck {

    private final SubjectFacts facts;

    GateCheck(SubjectFacts facts) {
        this.facts = facts;
    }

    /** Adds what the gate finds wrong, and the approval it demands. */
    void check(Project project, Gate gate, Subject subject, List<Breach> breaches, List<Need> needs) {
        Requirement required = gate.require();
        UUID madeBy = subject.madeBy();
        if (required.promoted() && !subject.promoted()) {
            breaches.add(
                    breach(
                            gate,
                            "promoted",
                            subject.name()
                                    + " would serve a model version that was never promoted: promote the model of its run first"));
        }
        if (required.lineage() && (madeBy == null || !facts.lineageComplete(project.id(), madeBy))) {
            breaches.add(
                    breach(
                            gate,
                            "lineage",
                            subject.name()
                                    + " comes from no run whose dataset version, code, runtime and parameters are all on record"));
        }
        for (Metric metric : required.metrics()) {
            Optional<Double> value =
                    madeBy == null ? Optional.empty() : facts.metric(project.id(), madeBy, metric.name());
            if (value.isEmpty() || !within(metric, value.get())) {
                breaches.add(breach(
                        gate,
                        "metrics",
                        subject.name() + " needs " + wanted(metric) + ", and its run "
                                + value.map(found -> "logged " + found).orElse("logged none")));
            }
        }
        for (String question : required.evidence()) {
            if (!facts.answered(project.id(), subject.answers(), question)) {
                breaches.add(breach(
                        gate,
                        "evidence",
                        "Nobody has answered \"" + question + "\" for " + subject.answers() + ": wbx policy answer"));
            }
        }
        if (required.approval() != null) {
            needs.add(new Need(gate.name(), gate.action(), subject.name(), required.approval()));
        }
    }

    private static boolean within(Metric metric, double value) {
        return (metric.min() == null || value >= metric.min()) && (metric.max() == null || value <= metric.max());
    }

    private static String wanted(Metric metric) {
        return metric.name()
                + (metric.min() == null ? "" : " of at least " + metric.min())
                + (metric.max() == null ? "" : " of at most " + metric.max());
    }

    private static Breach breach(Gate gate, String rule, String message) {
        return new Breach("gates." + gate.name() + "." + rule, FailureCode.POLICY_REFUSED, message);
    }
}
