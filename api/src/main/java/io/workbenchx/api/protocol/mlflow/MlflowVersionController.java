package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.model.ModelNames;
import io.workbenchx.control.model.ModelVersion;
import io.workbenchx.control.model.VersionService;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.search.Page;
import io.workbenchx.control.tracking.LoggedModelService;
import io.workbenchx.control.tracking.TrackingLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Versions of registered models. */
@RestController
@RequestMapping(Wire.API + "/model-versions")
class MlflowVersionController {

    private static final int PAGE = 10_000;

    private final VersionService versions;
    private final LoggedModelService loggedModels;

    MlflowVersionController(VersionService versions, LoggedModelService loggedModels) {
        this.versions = versions;
        this.loggedModels = loggedModels;
    }

    @Wire
    record One(VersionBody modelVersion) {}

    @Wire
    record Found(List<VersionBody> modelVersions, @Nullable String nextPageToken) {}

    @Wire
    record Download(String artifactUri) {}

    @Requires(Permission.MODEL_WRITE)
    @PostMapping("/create")
    One create(Caller caller, Project project, Fields fields) {
        String run = fields.text("run_id", "");
        String model = fields.text("model_id", "");
        return one(versions.register(
                caller,
                project,
                new VersionService.Registration(
                        fields.require("name"),
                        fields.text("source", ""),
                        run.isEmpty() ? null : TrackingLimits.runId(run),
                        model.isEmpty() ? null : TrackingLimits.loggedModelId(model),
                        fields.text("description", ""),
                        fields.pairs("tags"))));
    }

    @Requires(Permission.MODEL_READ)
    @GetMapping("/get")
    One get(Caller caller, Project project, Fields fields) {
        return one(found(caller, project, fields));
    }

    @Requires(Permission.MODEL_WRITE)
    @PatchMapping("/update")
    One update(Caller caller, Project project, Fields fields) {
        return one(versions.describe(
                caller, project, fields.require("name"), version(fields), fields.text("description", "")));
    }

    @Requires(Permission.MODEL_WRITE)
    @PostMapping("/transition-stage")
    One transition(Caller caller, Project project, Fields fields) {
        return one(versions.stage(
                caller,
                project,
                fields.require("name"),
                version(fields),
                fields.require("stage"),
                fields.flag("archive_existing_versions")));
    }

    @Requires(Permission.MODEL_WRITE)
    @DeleteMapping("/delete")
    Wire.Done delete(Caller caller, Project project, Fields fields) {
        versions.delete(caller, project, fields.require("name"), version(fields));
        return new Wire.Done();
    }

    @Requires(Permission.MODEL_READ)
    @GetMapping("/search")
    Found search(Caller caller, Project project, Fields fields) {
        Page<ModelVersion> page = versions.search(caller, project, MlflowExperimentController.query(fields, PAGE));
        return new Found(page.items().stream().map(VersionBody::of).toList(), page.next());
    }

    @Requires(Permission.MODEL_WRITE)
    @PostMapping("/set-tag")
    Wire.Done setTag(Caller caller, Project project, Fields fields) {
        versions.setTag(
                caller,
                project,
                fields.require("name"),
                version(fields),
                fields.require("key"),
                fields.text("value", ""));
        return new Wire.Done();
    }

    @Requires(Permission.MODEL_WRITE)
    @DeleteMapping("/delete-tag")
    Wire.Done deleteTag(Caller caller, Project project, Fields fields) {
        versions.deleteTag(caller, project, fields.require("name"), version(fields), fields.require("key"));
        return new Wire.Done();
    }

    /** Where the files are: behind this very base URL. */
    @Requires(Permission.MODEL_READ)
    @GetMapping("/get-download-uri")
    Download downloadUri(Caller caller, Project project, Fields fields) {
        ModelVersion version = found(caller, project, fields);
        String model = version.modelId();
        return new Download(
                model == null
                        ? version.source()
                        : loggedModels.require(caller, project, model).artifactUri());
    }

    private ModelVersion found(Caller caller, Project project, Fields fields) {
        return versions.get(caller, project, fields.require("name"), version(fields));
    }

    private static int version(Fields fields) {
        return ModelNames.version(fields.require("version"));
    }

    private static One one(ModelVersion version) {
        return new One(VersionBody.of(version));
    }
}
