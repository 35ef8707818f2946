package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.search.Page;
import io.workbenchx.control.tracking.ClientRuns;
import io.workbenchx.control.tracking.Experiment;
import io.workbenchx.control.tracking.RunDataService;
import io.workbenchx.control.tracking.TrackedRun;
import io.workbenchx.control.tracking.TrackingLimits;
import io.workbenchx.control.tracking.TrackingSearch;
import io.workbenchx.control.tracking.TrackingService;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Runs: start, describe, end, find. */
@RestController
@RequestMapping(Wire.API + "/runs")
class MlflowRunController {

    private static final int PAGE = 1000;

    private final ClientRuns clients;
    private final TrackingService tracking;
    private final RunDataService data;
    private final TrackingSearch search;

    MlflowRunController(ClientRuns clients, TrackingService tracking, RunDataService data, TrackingSearch search) {
        this.clients = clients;
        this.tracking = tracking;
        this.data = data;
        this.search = search;
    }

    record One(RunBody run) {}

    @Wire
    record Updated(RunBody.Info runInfo) {}

    @Wire
    record Found(List<RunBody> runs, @Nullable String nextPageToken) {}

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/create")
    One create(Caller caller, Project project, Fields fields) {
        Map<String, String> tags = fields.pairs("tags");
        String name = fields.text("run_name", "");
        TrackedRun run = clients.create(
                caller,
                project,
                new ClientRuns.NewRun(
                        TrackingLimits.experimentId(fields.text("experiment_id", Experiment.DEFAULT_ID)),
                        name.isEmpty() ? tags.get("mlflow.runName") : name,
                        fields.text("user_id", caller.name()),
                        fields.number("start_time"),
                        tags));
        return new One(RunBody.of(data.read(caller, project, run.runId())));
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/get")
    One get(Caller caller, Project project, Fields fields) {
        return new One(RunBody.of(data.read(caller, project, id(fields))));
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/update")
    Updated update(Caller caller, Project project, Fields fields) {
        String name = fields.text("run_name", "");
        return new Updated(RunBody.Info.of(clients.update(
                caller,
                project,
                id(fields),
                status(fields.text("status")),
                fields.number("end_time"),
                name.isEmpty() ? null : name)));
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/delete")
    Wire.Done delete(Caller caller, Project project, Fields fields) {
        tracking.setDeleted(caller, project, id(fields), true);
        return new Wire.Done();
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/restore")
    Wire.Done restore(Caller caller, Project project, Fields fields) {
        tracking.setDeleted(caller, project, id(fields), false);
        return new Wire.Done();
    }

    @Requires(Permission.RUN_READ)
    @PostMapping("/search")
    Found search(Caller caller, Project project, Fields fields) {
        List<String> experiments = fields.texts("experiment_ids").stream()
                .map(TrackingLimits::experimentId)
                .toList();
        Page<TrackedRun> page =
                search.runs(caller, project, experiments, MlflowExperimentController.query(fields, PAGE));
        return new Found(data.read(page.items()).stream().map(RunBody::of).toList(), page.next());
    }

    private static UUID id(Fields fields) {
        return TrackingLimits.runId(fields.runId());
    }

    /** Statuses travel by name; older clients send their numbers. */
    private static @Nullable String status(@Nullable String status) {
        return switch (status == null ? "" : status) {
            case "", "0" -> null;
            case "1" -> "RUNNING";
            case "2" -> "SCHEDULED";
            case "3" -> "FINISHED";
            case "4" -> "FAILED";
            case "5" -> "KILLED";
            default -> status;
        };
    }
}
