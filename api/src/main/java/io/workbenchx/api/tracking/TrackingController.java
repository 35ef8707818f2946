package io.workbenchx.api.tracking;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.tracking.LoggedModel;
import io.workbenchx.control.tracking.LoggedModelService;
import io.workbenchx.control.tracking.RunDataService;
import io.workbenchx.control.tracking.RunRecord;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Parameters, metrics and models of runs, of one or side by side. */
@RestController
@RequestMapping("/api/v1/projects/{project}")
class TrackingController {

    private static final int MOST_RUNS = 50;

    private final RunService runs;
    private final RunDataService data;
    private final LoggedModelService models;

    TrackingController(RunService runs, RunDataService data, LoggedModelService models) {
        this.runs = runs;
        this.data = data;
        this.models = models;
    }

    /**
     * What one run logged; everything is empty when it logged nothing.
     *
     * @param experiment id of its experiment
     * @param metrics of each metric the latest value
     */
    record TrackingView(
            UUID run,
            @Nullable String experiment,
            @Nullable String name,
            Map<String, String> params,
            Map<String, Double> metrics,
            Map<String, String> tags,
            List<DatasetView> datasets,
            List<ModelView> models) {}

    record DatasetView(String name, String digest, String source) {}

    record ModelView(String id, String name, String status) {}

    /**
     * Runs side by side.
     *
     * @param differing {@code params.<key>} and {@code metrics.<key>} whose values are not the same in all runs
     */
    record ComparisonView(List<ComparedRun> runs, List<String> differing) {}

    record ComparedRun(
            UUID id, String state, @Nullable String name, Map<String, String> params, Map<String, Double> metrics) {}

    @Requires(Permission.RUN_READ)
    @GetMapping("/runs/{run}/tracking")
    TrackingView tracking(Caller caller, Project project, @PathVariable UUID run) {
        Run found = runs.require(caller, project, run);
        Optional<RunRecord> logged = data.find(caller, project, found.id());
        return new TrackingView(
                run,
                logged.map(record -> record.run().experimentId()).orElse(null),
                logged.map(record -> record.run().name()).orElse(null),
                logged.map(RunRecord::params).orElse(Map.of()),
                metrics(logged),
                logged.map(RunRecord::tags).orElse(Map.of()),
                logged.map(TrackingController::datasets).orElse(List.of()),
                models.ofRun(project, run).stream()
                        .map(TrackingController::model)
                        .toList());
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/compare")
    ComparisonView compare(Caller caller, Project project, @RequestParam("runs") List<UUID> ids) {
        if (ids.size() < 2 || ids.size() > MOST_RUNS) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "Name between 2 and " + MOST_RUNS + " runs to compare: ?runs=a,b.");
        }
        List<ComparedRun> compared = ids.stream()
                .map(id -> runs.require(caller, project, id))
                .map(run -> {
                    Optional<RunRecord> logged = data.find(caller, project, run.id());
                    return new ComparedRun(
                            run.id(),
                            run.state().name(),
                            logged.map(record -> record.run().name()).orElse(null),
                            logged.map(RunRecord::params).orElse(Map.of()),
                            metrics(logged));
                })
                .toList();
        TreeSet<String> differing = new TreeSet<>();
        differing.addAll(differing(compared, "params.", ComparedRun::params));
        differing.addAll(differing(compared, "metrics.", ComparedRun::metrics));
        return new ComparisonView(compared, List.copyOf(differing));
    }

    private static <V> TreeSet<String> differing(
            List<ComparedRun> runs, String prefix, Function<ComparedRun, Map<String, V>> group) {
        TreeSet<String> keys = new TreeSet<>();
        runs.forEach(run -> keys.addAll(group.apply(run).keySet()));
        keys.removeIf(key -> runs.stream()
                        .map(run -> Optional.ofNullable(group.apply(run).get(key)))
                        .distinct()
                        .count()
                == 1);
        TreeSet<String> prefixed = new TreeSet<>();
        keys.forEach(key -> prefixed.add(prefix + key));
        return prefixed;
    }

    private static Map<String, Double> metrics(Optional<RunRecord> logged) {
        Map<String, Double> metrics = new TreeMap<>();
        logged.ifPresent(record -> record.metrics().forEach(point -> metrics.put(point.key(), point.value())));
        return new LinkedHashMap<>(metrics);
    }

    private static List<DatasetView> datasets(RunRecord record) {
        return record.datasets().stream()
                .map(dataset -> new DatasetView(dataset.name(), dataset.digest(), dataset.source()))
                .toList();
    }

    private static ModelView model(LoggedModel model) {
        return new ModelView(model.id(), model.name(), model.status());
    }
}
