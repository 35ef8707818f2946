package io.workbenchx.api.policy;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.policy.Action;
import io.workbenchx.control.policy.PolicyRules;
import io.workbenchx.control.policy.Ruling;
import io.workbenchx.control.policy.Ruling.Need;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.RunChecks;
import io.workbenchx.control.run.RunChecks.Verdict;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Dry runs of a policy. */
@RestController
@RequestMapping("/api/v1/projects/{project}/policy/check")
class PolicyCheckController {

    private static final String CHECKOUT = "checkout";

    private final RunChecks runs;
    private final PolicyRules rules;

    PolicyCheckController(RunChecks runs, PolicyRules rules) {
        this.runs = runs;
        this.rules = rules;
    }

    /**
     * @param action {@code start}, {@code deployment}, {@code dataset-use}, {@code promotion} or {@code checkout}
     * @param kind kind of run, for all but a promotion; {@code deployment} is one by itself
     * @param spec of the run; for a promotion {@code {"model": "<name>", "run": "<id>"}},
     *     for a checkout {@code {"remote": "https://…"}}
     */
    record Question(
            @Nullable String action,
            @Nullable String kind,
            @Nullable JsonNode spec,
            @Nullable Map<BudgetUnit, BigDecimal> budget) {}

    /**
     * @param rule path in the policy; {@code admission} is what no policy can allow
     */
    record Breach(String rule, FailureCode code, String message) {}

    record Needed(String gate, String action, String subject, String role, int approvers, String expires) {}

    record Answer(boolean allowed, int policyVersion, List<Breach> breaches, List<Needed> approvals) {}

    /** Says which rules would refuse, and who would have to approve; starts nothing. */
    @Requires(Permission.RUN_WRITE)
    @PostMapping
    Answer check(Caller caller, Project project, @RequestBody Question question) {
        JsonNode spec = question.spec();
        if (spec == null) {
            throw invalid("A question has a spec, as the request itself would have.");
        }
        if (CHECKOUT.equals(question.action())) {
            return answer(rules.checkout(project, spec.path("remote").asString("")));
        }
        Action action = action(question.action());
        return switch (action) {
            case PROMOTION -> promotion(project, spec);
            case RUNTIME_APPROVAL ->
                throw invalid("Whether a runtime may be approved is told when an administrator approves it.");
            case DEPLOYMENT -> answer(runs.check(caller, project, request(RunKind.DEPLOYMENT, spec, question)));
            case START, DATASET_USE -> {
                RunKind kind = RunKind.of(Objects.requireNonNullElse(question.kind(), "training"));
                yield answer(runs.check(caller, project, request(kind, spec, question)));
            }
        };
    }

    private Answer promotion(Project project, JsonNode spec) {
        String model = spec.path("model").asString("");
        UUID run;
        try {
            run = UUID.fromString(spec.path("run").asString(""));
        } catch (IllegalArgumentException none) {
            throw invalid("A promotion is asked about with {\"model\": \"<name>\", \"run\": \"<id>\"}.");
        }
        return answer(rules.promotion(project, model, run));
    }

    private static Answer answer(Ruling ruling) {
        return answer(
                new Verdict(ruling.breaches().isEmpty(), ruling.policy().version(), ruling.breaches(), ruling.needs()));
    }

    private static StartRun request(RunKind kind, JsonNode spec, Question question) {
        return new StartRun(
                kind,
                spec,
                "",
                Objects.requireNonNullElse(question.budget(), Map.of()),
                StartRun.NORMAL_PRIORITY,
                null,
                null);
    }

    private static Answer answer(Verdict verdict) {
        return new Answer(
                verdict.allowed(),
                verdict.policyVersion(),
                verdict.breaches().stream()
                        .map(breach -> new Breach(breach.rule(), breach.code(), breach.message()))
                        .toList(),
                verdict.approvals().stream().map(PolicyCheckController::needed).toList());
    }

    private static Needed needed(Need need) {
        return new Needed(
                need.gate(),
                need.action().wireName(),
                need.subject(),
                need.approval().role().name(),
                need.approval().approvers(),
                need.approval().expires().toString());
    }

    private static Action action(@Nullable String name) {
        try {
            return Action.of(Objects.requireNonNullElse(name, Action.START.wireName()));
        } catch (IllegalArgumentException unknown) {
            throw invalid("action is start, deployment, dataset-use, promotion or checkout; \"" + name + "\" is none.");
        }
    }

    private static WorkbenchException invalid(String problem) {
        return new WorkbenchException(FailureCode.SPEC_INVALID, problem);
    }
}
