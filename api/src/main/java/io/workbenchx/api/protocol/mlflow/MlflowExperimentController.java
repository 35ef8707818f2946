package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.search.Page;
import io.workbenchx.control.tracking.Experiment;
import io.workbenchx.control.tracking.ExperimentService;
import io.workbenchx.control.tracking.TrackingLimits;
import io.workbenchx.control.tracking.TrackingSearch;
import io.workbenchx.control.tracking.TrackingSearch.Query;
import io.workbenchx.control.tracking.TrackingSearch.View;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Experiments. */
@RestController
@RequestMapping(Wire.API + "/experiments")
class MlflowExperimentController {

    private static final int PAGE = 1000;

    private final ExperimentService experiments;
    private final TrackingSearch search;

    MlflowExperimentController(ExperimentService experiments, TrackingSearch search) {
        this.experiments = experiments;
        this.search = search;
    }

    @Wire
    record ExperimentInfo(
            String experimentId,
            String name,
            String artifactLocation,
            String lifecycleStage,
            long creationTime,
            long lastUpdateTime,
            List<Wire.Pair> tags) {}

    record One(ExperimentInfo experiment) {}

    @Wire
    record Created(String experimentId) {}

    @Wire
    record Found(List<ExperimentInfo> experiments, @Nullable String nextPageToken) {}

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/create")
    Created create(Caller caller, Project project, Fields fields) {
        if (!fields.text("artifact_location", "").isEmpty()) {
            throw TrackingLimits.invalid("Invalid value for parameter 'artifact_location': the workbench decides where"
                    + " artifacts are kept; leave it out.");
        }
        return new Created(experiments
                .create(caller, project, fields.require("name"), fields.pairs("tags"))
                .id());
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/get")
    One get(Caller caller, Project project, Fields fields) {
        return one(project, experiments.get(caller, project, id(fields)));
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/get-by-name")
    One getByName(Caller caller, Project project, Fields fields) {
        String name = fields.require("experiment_name");
        return one(
                project,
                experiments
                        .byName(caller, project, name)
                        .orElseThrow(() -> new WorkbenchException(
                                FailureCode.NOT_FOUND, "Could not find experiment with name '" + name + "'.")));
    }

    @Requires(Permission.RUN_READ)
    @RequestMapping(
            path = "/search",
            method = {RequestMethod.GET, RequestMethod.POST})
    Found search(Caller caller, Project project, Fields fields) {
        Page<Experiment> page = search.experiments(caller, project, query(fields, PAGE));
        return new Found(infos(project, page.items()), page.next());
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/update")
    Wire.Done update(Caller caller, Project project, Fields fields) {
        experiments.rename(caller, project, id(fields), fields.require("new_name"));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/delete")
    Wire.Done delete(Caller caller, Project project, Fields fields) {
        experiments.setDeleted(caller, project, id(fields), true);
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/restore")
    Wire.Done restore(Caller caller, Project project, Fields fields) {
        experiments.setDeleted(caller, project, id(fields), false);
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/set-experiment-tag")
    Wire.Done setTag(Caller caller, Project project, Fields fields) {
        experiments.setTag(caller, project, id(fields), fields.require("key"), fields.text("value", ""));
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/delete-experiment-tag")
    Wire.Done deleteTag(Caller caller, Project project, Fields fields) {
        experiments.deleteTag(caller, project, id(fields), fields.require("key"));
        return new Wire.Done();
    }

    /** The search that the fields of a request describe. */
    static Query query(Fields fields, int limit) {
        View view = switch (fields.text("view_type", fields.text("run_view_type", "ACTIVE_ONLY"))) {
            case "ACTIVE_ONLY", "1" -> View.ACTIVE_ONLY;
            case "DELETED_ONLY", "2" -> View.DELETED_ONLY;
            case "ALL", "3" -> View.ALL;
            default -> throw TrackingLimits.invalid("A view is ACTIVE_ONLY, DELETED_ONLY or ALL.");
        };
        return new Query(
                fields.text("filter"), fields.texts("order_by"), view, fields.limit(limit), fields.pageToken());
    }

    private static String id(Fields fields) {
        return TrackingLimits.experimentId(fields.require("experiment_id"));
    }

    private One one(Project project, Experiment experiment) {
        return new One(infos(project, List.of(experiment)).get(0));
    }

    private List<ExperimentInfo> infos(Project project, List<Experiment> found) {
        Map<String, Map<String, String>> tags = experiments.tags(project, found);
        return found.stream()
                .map(experiment -> new ExperimentInfo(
                        experiment.id(),
                        experiment.name(),
                        experiment.artifactLocation(),
                        experiment.lifecycle(),
                        experiment.createdAt().toEpochMilli(),
                        experiment.updatedAt().toEpochMilli(),
                        Wire.Pair.of(tags.getOrDefault(experiment.id(), Map.of()))))
                .toList();
    }
}
