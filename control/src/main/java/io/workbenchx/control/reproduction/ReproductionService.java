package io.workbenchx.control.reproduction;

import io.workbenchx.control.evidence.Materials;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.reproduction.Reproduction.Compared;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Repeats runs from their pinned specs, and compares. */
@Component
public class ReproductionService {

    private final RunService runs;
    private final RunRecorder recorder;
    private final Materials materials;
    private final MovedInputs moved;
    private final CanonicalJson json;
    private final JdbcClient jdbc;

    ReproductionService(
            RunService runs,
            RunRecorder recorder,
            Materials materials,
            MovedInputs moved,
            CanonicalJson json,
            JdbcClient jdbc) {
        this.runs = runs;
        this.recorder = recorder;
        this.materials = materials;
        this.moved = moved;
        this.json = json;
        this.jdbc = jdbc;
    }

    /**
     * Starts a run with the pinned spec and the budget of another one.
     *
     * @throws WorkbenchException CONFLICT when there is nothing to repeat
     */
    public RunService.Started reproduce(Caller caller, Project project, Run original, String requestId) {
        if (original.refused()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT, "The run " + original.id() + " was refused and never ran: start it anew.");
        }
        if (original.runKind().service()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The run " + original.id() + " is a " + original.kind()
                            + ": only runs that end by themselves can be repeated.");
        }
        Map<BudgetUnit, BigDecimal> budget = new EnumMap<>(BudgetUnit.class);
        recorder.cost(original.id()).forEach((unit, cost) -> budget.put(unit, cost.reserved()));
        return runs.startOnce(
                caller,
                project,
                new StartRun(
                        original.runKind(),
                        json.read(original.spec()),
                        requestId,
                        budget,
                        original.priority(),
                        original.id(),
                        null));
    }

    /**
     * Compares a reproduction with its original.
     *
     * @throws WorkbenchException CONFLICT when the run repeats none
     */
    @Transactional(readOnly = true)
    public Reproduction compare(Caller caller, Project project, Run reproduction) {
        UUID originalId = reproduction.reproduces();
        if (originalId == null) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The run " + reproduction.id() + " does not repeat another one: POST …/runs/" + reproduction.id()
                            + "/reproduce starts one that does.");
        }
        Run original = runs.require(caller, project, originalId);
        Map<String, Compared> inputs = compare(inputs(original), inputs(reproduction));
        Map<String, Compared> metrics = compare(metrics(original), metrics(reproduction));
        Map<String, Compared> artifacts = compare(artifacts(original), artifacts(reproduction));
        return new Reproduction(
                original.id(),
                reproduction.id(),
                reproduction.state(),
                reproduction.state() == RunState.SUCCEEDED && matches(inputs) && matches(metrics) && matches(artifacts),
                inputs,
                metrics,
                artifacts,
                moved.since(project, original));
    }

    private static boolean matches(Map<String, Compared> compared) {
        return compared.values().stream().allMatch(Compared::matches);
    }

    private static Map<String, Compared> compare(Map<String, String> original, Map<String, String> reproduction) {
        Set<String> names = new TreeSet<>(original.keySet());
        names.addAll(reproduction.keySet());
        Map<String, Compared> compared = new TreeMap<>();
        for (String name : names) {
            @Nullable String before = original.get(name);
            @Nullable String after = reproduction.get(name);
            compared.put(name, new Compared(before, after, Objects.equals(before, after)));
        }
        return compared;
    }

    private Map<String, String> inputs(Run run) {
        Map<String, String> inputs = new HashMap<>();
        materials
                .of(run)
                .forEach(material -> material.digest()
                        .forEach((algorithm, digest) -> inputs.put(material.name(), algorithm + ":" + digest)));
        return inputs;
    }

    private Map<String, String> metrics(Run run) {
        return named("""
                select key as name, case when is_nan then 'NaN' else value::text end as value
                from ops.run_latest_metrics where run_id = ?
                """, run);
    }

    /** The id of a logged model is new in every run: its name stands for it. The times of its lines are, too: their text counts. */
    private Map<String, String> artifacts(Run run) {
        return named("""
                select case when m.id is null then a.path else 'models/' || m.name || '/' || a.path end as name, a.sha256 as value
                from ops.artifacts a left join ops.logged_models m on a.owner = 'models/' || m.id where a.run_id = ?
                and a.path <> 'logs/records.jsonl.gz'
                """, run);
    }

    private Map<String, String> named(String sql, Run run) {
        Map<String, String> values = new HashMap<>();
        jdbc.sql(sql).param(run.id()).query(row -> {
            values.put(row.getString("name"), row.getString("value"));
        });
        return values;
    }
}
