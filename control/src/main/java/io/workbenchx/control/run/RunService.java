package io.workbenchx.control.run;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.DatabaseConfiguration;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.policy.Claim;
import io.workbenchx.control.policy.PolicyRules;
import io.workbenchx.control.policy.PolicyService;
import io.workbenchx.control.policy.PolicyVersion;
import io.workbenchx.control.policy.Ruling;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.providers.fault.Failpoint;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunOutcome;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The one way in: whatever a person, a schedule or a program asks for becomes a run here. */
@Component
public class RunService {

    private final Map<RunKind, RunKindHandler> handlers;
    private final JdbcClient functions;
    private final CanonicalJson json;
    private final RunRepository runs;
    private final RunRecorder recorder;
    private final RunLauncher launcher;
    private final CostRates rates;
    private final PolicyService policies;
    private final PolicyRules rules;
    private final AdmissionTerms terms;

    RunService(
            List<RunKindHandler> handlers,
            @Qualifier(DatabaseConfiguration.FUNCTIONS) JdbcClient functions,
            CanonicalJson json,
            RunRepository runs,
            RunRecorder recorder,
            RunLauncher launcher,
            CostRates rates,
            PolicyService policies,
            PolicyRules rules,
            AdmissionTerms terms) {
        this.handlers =
                handlers.stream().collect(Collectors.toUnmodifiableMap(RunKindHandler::kind, handler -> handler));
        this.functions = functions;
        this.json = json;
        this.runs = runs;
        this.recorder = recorder;
        this.launcher = launcher;
        this.rates = rates;
        this.policies = policies;
        this.rules = rules;
        this.terms = terms;
    }

    /** The run of a request, and whether this request made it or an earlier one with the same id. */
    public record Started(Run run, boolean created) {}

    /** As {@link #startOnce}, for those to whom an earlier run is as good as a new one. */
    public Run start(Caller caller, Project project, StartRun request) {
        return startOnce(caller, project, request).run();
    }

    /**
     * Admits a run and starts its workflow. The same request id again returns the same run. A refusal is a run too: FAILED, with its reason,
     * never admitted.
     *
     * @throws WorkbenchException REQUEST_REUSED when the request id was used for something else
     */
    public Started startOnce(Caller caller, Project project, StartRun request) {
        RunKindHandler handler = handler(request.kind());
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("kind", request.kind().wireName());
        asked.put("spec", request.spec());
        asked.put("budget", request.budget());
        String requestSha256 = CanonicalJson.sha256(json.write(asked));

        try {
            return startUnder(policies.known(project.id()), caller, project, request, handler, requestSha256);
        } catch (ConcurrencyFailureException changed) {
            // Another version has come into force since this process last looked: nothing was written.
            return startUnder(policies.current(project.id()), caller, project, request, handler, requestSha256);
        }
    }

    private Started startUnder(
            PolicyVersion policy,
            Caller caller,
            Project project,
            StartRun request,
            RunKindHandler handler,
            String requestSha256) {
        RunSpec spec = null;
        Ruling ruling = null;
        WorkbenchException refusal = null;
        try {
            spec = pin(caller, project, request.kind(), request.spec());
            ruling = judge(caller, project, policy, request, spec);
            ruling.require();
        } catch (WorkbenchException e) {
            refusal = e;
        }
        UUID id = UuidCreator.getTimeOrderedEpoch();
        Run run = admit(id, caller, project, request, requestSha256, handler, spec, policy, ruling, refusal);
        if (!run.requestSha256().equals(requestSha256)) {
            throw new WorkbenchException(
                    FailureCode.REQUEST_REUSED,
                    "The Idempotency-Key " + request.requestId() + " was used for another request: use a fresh one.");
        }
        Failpoint.hit("run.admitted");
        boolean created = run.id().equals(id);
        if (spec != null && run.state() == RunState.ADMITTED && created) {
            recorder.admitted(run);
            launcher.launch(project, caller.name(), run, spec);
        }
        return new Started(run, created);
    }

    /**
     * What a requested spec means at this moment, with nothing started.
     *
     * @throws WorkbenchException why a run with this spec would be refused
     */
    public RunSpec pin(Caller caller, Project project, RunKind kind, JsonNode requested) {
        try {
            return handler(kind).pin(project, caller, requested);
        } catch (JacksonException e) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "The spec is not one of a " + kind.wireName() + " run: " + e.getOriginalMessage(),
                    e);
        }
    }

    /** What the policy in force says to a request, with nothing started; quotas are counted when it is admitted. */
    public Ruling judge(Caller caller, Project project, StartRun request, RunSpec spec) {
        return judge(caller, project, policies.current(project.id()), request, spec);
    }

    /**
     * Pins and judges an admitted run again, as it was pinned and judged when it was asked for.
     *
     * @return sha256 of what its spec means now: that of its row when nothing has changed
     * @throws WorkbenchException why it would be refused now
     */
    public String again(Caller owner, Project project, Run run) {
        RunSpec spec = pin(owner, project, run.runKind(), json.read(run.spec()));
        Integer version = run.policyVersion();
        PolicyVersion policy = policies.version(project.id(), version == null ? 0 : version);
        Claim claim = handler(run.runKind()).claim(project, spec);
        rules.start(owner, project, policy, run.runKind(), claim, Map.of()).require();
        return CanonicalJson.sha256(json.write(spec));
    }

    /** What the policy has a say in of a pinned spec. */
    Claim claim(Project project, RunKind kind, RunSpec spec) {
        return handler(kind).claim(project, spec);
    }

    private Ruling judge(Caller caller, Project project, PolicyVersion policy, StartRun request, RunSpec spec) {
        Claim claim = handler(request.kind()).claim(project, spec);
        return rules.start(caller, project, policy, request.kind(), claim, budget(spec, request));
    }

    private Run admit(
            UUID id,
            Caller caller,
            Project project,
            StartRun request,
            String requestSha256,
            RunKindHandler handler,
            @Nullable RunSpec spec,
            PolicyVersion policy,
            @Nullable Ruling ruling,
            @Nullable WorkbenchException refusal) {
        Map<BudgetUnit, BigDecimal> budget = spec == null ? Map.of() : budget(spec, request);
        String specText = json.write(spec == null ? request.spec() : spec);
        String summary = spec == null ? "refused " + request.kind().wireName() : spec.summary();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", request.kind().wireName());
        data.put("specSha256", CanonicalJson.sha256(specText));
        data.put("summary", summary);
        data.put("budget", plain(budget));
        data.put("policy", Map.of("version", policy.version(), "sha256", policy.sha256()));
        Map<String, Object> agreed = spec == null || ruling == null || refusal != null
                ? AdmissionTerms.refused(
                        policy, refusal == null ? null : refusal.details().get("rule"))
                : terms.admitted(project, request.kind(), ruling, handler.claim(project, spec), specText);
        if (ruling != null && refusal == null && !ruling.needs().isEmpty()) {
            data.put("approvals", ruling.needs());
        }
        if (request.reproduces() != null) {
            data.put("reproduces", request.reproduces());
        }
        if (request.scheduleId() != null) {
            data.put("schedule", request.scheduleId());
        }
        List<BudgetUnit> units = List.copyOf(budget.keySet());
        return functions
                .sql("select * from ops.admit_run(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        id,
                        project.id(),
                        request.kind().wireName(),
                        specText,
                        CanonicalJson.sha256(specText),
                        summary,
                        caller.userId(),
                        caller.name(),
                        request.requestId(),
                        requestSha256,
                        request.priority(),
                        request.kind().service(),
                        units.stream().map(BudgetUnit::name).toArray(String[]::new),
                        units.stream().map(budget::get).toArray(BigDecimal[]::new))
                .param(refusal == null ? null : refusal.code().name())
                .param(refusal == null ? null : refusal.reason())
                .param(request.reproduces())
                .param(request.scheduleId())
                .param(spec != null && handler.lineageComplete(spec))
                .param(json.write(data))
                .param(json.tree(agreed).toString())
                .query(Run.class)
                .single();
    }

    /** Asks a run to stop; a run that has not begun ends at once. */
    public void cancel(Caller caller, Project project, Run run, @Nullable String reason) {
        if (!recorder.requestCancel(run.id(), caller.name(), reason)) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT, "The run " + run.id() + " has ended already (" + run.state() + ").");
        }
        if (run.state() == RunState.QUEUED || !launcher.cancel(project, run)) {
            recorder.finish(
                    run.id(), caller.name(), RunOutcome.failed(FailureCode.CANCELLED, "The run was cancelled."));
        }
    }

    /** The run of this project, or NOT_FOUND, also for a run token of another run. */
    public Run require(Caller caller, Project project, UUID runId) {
        return runs.findByIdAndProjectId(runId, project.id())
                .filter(run -> !caller.isRun() || run.id().equals(caller.runId()))
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "There is no run " + runId + " in project " + project.name() + "."));
    }

    /** The pinned spec of an admitted run. */
    public RunSpec pinned(Run run) {
        return json.read(run.spec(), handler(run.runKind()).specType());
    }

    private RunKindHandler handler(RunKind kind) {
        RunKindHandler handler = handlers.get(kind);
        if (handler == null) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "Runs of kind " + kind.wireName() + " are not available in this installation.");
        }
        return handler;
    }

    /** What is reserved for a run: its kind's defaults, replaced by what the caller asks for, with the USD that CPU time costs. */
    Map<BudgetUnit, BigDecimal> budget(RunSpec spec, StartRun request) {
        Map<BudgetUnit, BigDecimal> budget = new EnumMap<>(BudgetUnit.class);
        budget.putAll(handler(request.kind()).defaultBudget(spec));
        budget.putAll(request.budget());
        BigDecimal cpuSeconds = budget.get(BudgetUnit.CPU_SECONDS);
        if (cpuSeconds != null) {
            budget.putIfAbsent(BudgetUnit.USD, rates.usdOfCpuSeconds(cpuSeconds));
        }
        return budget;
    }

    private static Map<String, String> plain(Map<BudgetUnit, BigDecimal> budget) {
        Map<String, String> plain = new LinkedHashMap<>();
        budget.forEach((unit, amount) ->
                plain.put(unit.name(), amount.stripTrailingZeros().toPlainString()));
        return plain;
    }
}
