package io.workbenchx.api.protocol.mlflow;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.model.ModelNames;
import io.workbenchx.control.model.ModelService;
import io.workbenchx.control.model.RegisteredModel;
import io.workbenchx.control.model.VersionService;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.search.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Registered models and their aliases. */
@RestController
@RequestMapping(Wire.API + "/registered-models")
class MlflowModelController {

    private static final int PAGE = 100;

    private final ModelService models;
    private final VersionService versions;

    MlflowModelController(ModelService models, VersionService versions) {
        this.models = models;
        this.versions = versions;
    }

    @Wire
    record One(Model registeredModel) {}

    @Wire
    record Found(List<Model> registeredModels, @Nullable String nextPageToken) {}

    @Wire
    record Versions(List<VersionBody> modelVersions) {}

    @Wire
    record Version(VersionBody modelVersion) {}

    @Wire
    record Model(
            String name,
            long creationTimestamp,
            long lastUpdatedTimestamp,
            String description,
            List<VersionBody> latestVersions,
            List<Wire.Pair> tags,
            List<Alias> aliases) {}

    @Wire
    record Alias(String alias, String version) {}

    @Requires(Permission.MODEL_WRITE)
    @PostMapping("/create")
    One create(Caller caller, Project project, Fields fields) {
        return one(
                caller,
                project,
                models.create(caller, project, name(fields), fields.text("description", ""), fields.pairs("tags")));
    }

    @Requires(Permission.MODEL_READ)
    @GetMapping("/get")
    One get(Caller caller, Project project, Fields fields) {
        return one(caller, project, models.get(caller, project, name(fields)));
    }

    @Requires(Permission.MODEL_WRITE)
    @PatchMapping("/update")
    One update(Caller caller, Project project, Fields fields) {
        return one(caller, project, models.describe(caller, project, name(fields), fields.text("description", "")));
    }

    @Requires(Permission.MODEL_WRITE)
    @DeleteMapping("/delete")
    Wire.Done delete(Caller caller, Project project, Fields fields) {
        models.delete(caller, project, name(fields));
        return new Wire.Done();
    }

    @Requires(Permission.MODEL_READ)
    @GetMapping("/search")
    Found search(Caller caller, Project project, Fields fields) {
        Page<RegisteredModel> page = models.search(caller, project, MlflowExperimentController.query(fields, PAGE));
        return new Found(
                page.items().stream().map(model -> body(caller, project, model)).toList(), page.next());
    }

    @Requires(Permission.MODEL_READ)
    @RequestMapping(
            path = "/get-latest-versions",
            method = {RequestMethod.GET, RequestMethod.POST})
    Versions latest(Caller caller, Project project, Fields fields) {
        return new Versions(versions.latest(caller, project, name(fields), fields.texts("stages")).stream()
                .map(VersionBody::of)
                .toList());
    }

    @Requires(Permission.MODEL_WRITE)
    @PostMapping("/set-tag")
    Wire.Done setTag(Caller caller, Project project, Fields fields) {
        models.setTag(caller, project, name(fields), fields.require("key"), fields.text("value", ""));
        return new Wire.Done();
    }

    @Requires(Permission.MODEL_WRITE)
    @DeleteMapping("/delete-tag")
    Wire.Done deleteTag(Caller caller, Project project, Fields fields) {
        models.deleteTag(caller, project, name(fields), fields.require("key"));
        return new Wire.Done();
    }

    @Requires(Permission.MODEL_WRITE)
    @PostMapping("/alias")
    Wire.Done setAlias(Caller caller, Project project, Fields fields) {
        models.setAlias(
                caller, project, name(fields), fields.require("alias"), ModelNames.version(fields.require("version")));
        return new Wire.Done();
    }

    @Requires(Permission.MODEL_READ)
    @GetMapping("/alias")
    Version byAlias(Caller caller, Project project, Fields fields) {
        return new Version(VersionBody.of(models.byAlias(caller, project, name(fields), fields.require("alias"))));
    }

    @Requires(Permission.MODEL_WRITE)
    @DeleteMapping("/alias")
    Wire.Done deleteAlias(Caller caller, Project project, Fields fields) {
        models.deleteAlias(caller, project, name(fields), fields.require("alias"));
        return new Wire.Done();
    }

    private static String name(Fields fields) {
        return fields.require("name");
    }

    private One one(Caller caller, Project project, RegisteredModel model) {
        return new One(body(caller, project, model));
    }

    private Model body(Caller caller, Project project, RegisteredModel model) {
        return new Model(
                model.name(),
                model.createdAt().toEpochMilli(),
                model.updatedAt().toEpochMilli(),
                model.description(),
                versions.latest(caller, project, model.name(), List.of()).stream()
                        .map(VersionBody::of)
                        .toList(),
                Wire.Pair.of(model.tags()),
                model.aliases().entrySet().stream()
                        .map(alias -> new Alias(alias.getKey(), alias.getValue().toString()))
                        .toList());
    }
}
