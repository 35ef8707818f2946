package io.workbenchx.control.tracking;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.search.Condition;
import io.workbenchx.control.search.FilterCompiler;
import io.workbenchx.control.search.Page;
import io.workbenchx.control.search.SearchTarget;
import io.workbenchx.control.search.SearchTarget.Attribute;
import io.workbenchx.control.search.SearchTarget.Keyed;
import io.workbenchx.control.search.SearchTarget.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Finds runs and experiments by what is known of them. */
@Component
public class TrackingSearch {

    public static final int MOST_RUNS = 50_000;

    private static final FilterCompiler RUNS = new FilterCompiler(new SearchTarget(
            Map.ofEntries(
                    Map.entry("run_id", Attribute.runId("r.run_id")),
                    Map.entry("run_name", Attribute.text("r.name")),
                    Map.entry("run name", Attribute.text("r.name")),
                    Map.entry("Run name", Attribute.text("r.name")),
                    Map.entry("status", Attribute.text("r.status")),
                    Map.entry("user_id", Attribute.text("r.user_name")),
                    Map.entry(
                            "artifact_uri",
                            Attribute.text(
                                    "('mlflow-artifacts:/' || r.experiment_id || '/' || r.run_id || '/artifacts')")),
                    Map.entry("start_time", Attribute.number("r.start_ms")),
                    Map.entry("created", Attribute.number("r.start_ms")),
                    Map.entry("Created", Attribute.number("r.start_ms")),
                    Map.entry("end_time", Attribute.number("r.end_ms"))),
            Map.of(
                    Kind.METRIC, new Keyed("ops.run_latest_metrics v where v.run_id = r.run_id"),
                    Kind.PARAM, new Keyed("ops.run_params v where v.run_id = r.run_id"),
                    Kind.TAG, new Keyed("ops.run_tags v where v.run_id = r.run_id")),
            Optional.of("ops.run_inputs d where d.run_id = r.run_id"),
            false));

    private static final FilterCompiler EXPERIMENTS = new FilterCompiler(new SearchTarget(
            Map.of(
                    "name", Attribute.text("e.name"),
                    "experiment_id", Attribute.text("e.id"),
                    "creation_time", Attribute.number("(extract(epoch from e.created_at) * 1000)"),
                    "last_update_time", Attribute.number("(extract(epoch from e.updated_at) * 1000)")),
            Map.of(
                    Kind.TAG,
                    new Keyed("ops.experiment_tags v where v.project_id = e.project_id and v.experiment_id = e.id")),
            Optional.empty(),
            false));

    private final TrackedRunRepository runs;
    private final ExperimentRepository experiments;

    TrackingSearch(TrackedRunRepository runs, ExperimentRepository experiments) {
        this.runs = runs;
        this.experiments = experiments;
    }

    /** Which of the living and the deleted are wanted. */
    public enum View {
        ACTIVE_ONLY,
        DELETED_ONLY,
        ALL
    }

    /**
     * @param pageToken null or empty = first page
     */
    public record Query(
            @Nullable String filter,
            List<String> orderBy,
            View view,
            int limit,
            @Nullable String pageToken) {}

    /** Runs of the experiments named; a run, as a caller, finds only itself. */
    @Transactional(readOnly = true)
    public Page<TrackedRun> runs(Caller caller, Project project, List<String> experimentIds, Query query) {
        limit(query, MOST_RUNS);
        Condition where = Condition.of("r.project_id = ?", project.id())
                .and(new Condition("r.experiment_id = any(?)", List.of((Object) experimentIds.toArray(String[]::new))))
                .and(lifecycle("r.lifecycle", query.view()))
                .and(RUNS.filter(query.filter()));
        if (caller.runId() != null) {
            where = where.and(Condition.of("r.run_id = ?", caller.runId()));
        }
        Condition order = RUNS.order(query.orderBy(), "r.start_ms desc, r.run_id");
        long offset = Page.offset(query.pageToken());
        return Page.of(runs.search(where, order, offset, query.limit() + 1), offset, query.limit());
    }

    /** Experiments of the project; a run, as a caller, finds its own. */
    @Transactional(readOnly = true)
    public Page<Experiment> experiments(Caller caller, Project project, Query query) {
        limit(query, MOST_RUNS);
        Condition where = Condition.of("e.project_id = ?", project.id())
                .and(lifecycle("e.lifecycle", query.view()))
                .and(EXPERIMENTS.filter(query.filter()));
        if (caller.runId() != null) {
            where = where.and(Condition.of(
                    "e.id = (select t.experiment_id from ops.experiment_runs t where t.run_id = ?)", caller.runId()));
        }
        Condition order = EXPERIMENTS.order(query.orderBy(), "e.created_at desc, e.id");
        long offset = Page.offset(query.pageToken());
        return Page.of(experiments.search(where, order, offset, query.limit() + 1), offset, query.limit());
    }

    private static void limit(Query query, int most) {
        if (query.limit() < 1 || query.limit() > most) {
            throw TrackingLimits.invalid("Invalid value " + query.limit()
                    + " for parameter 'max_results': it must be between 1 and " + most + ".");
        }
    }

    private static Condition lifecycle(String column, View view) {
        return switch (view) {
            case ACTIVE_ONLY -> Condition.of(column + " = ?", "active");
            case DELETED_ONLY -> Condition.of(column + " = ?", "deleted");
            case ALL -> Condition.TRUE;
        };
    }
}
