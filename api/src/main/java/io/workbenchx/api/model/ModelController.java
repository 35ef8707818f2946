package io.workbenchx.api.model;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.model.ModelFile;
import io.workbenchx.control.model.ModelService;
import io.workbenchx.control.model.ModelVersion;
import io.workbenchx.control.model.PromotionService;
import io.workbenchx.control.model.RegisteredModel;
import io.workbenchx.control.model.VersionService;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.tracking.TrackingSearch.Query;
import io.workbenchx.control.tracking.TrackingSearch.View;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The model registry, and promotion into it. */
@RestController
@RequestMapping("/api/v1/projects/{project}/models")
class ModelController {

    private static final int PAGE = 200;

    private final ModelService models;
    private final VersionService versions;
    private final PromotionService promotions;

    ModelController(ModelService models, VersionService versions, PromotionService promotions) {
        this.models = models;
        this.versions = versions;
        this.promotions = promotions;
    }

    record Models(List<ModelView> items, @Nullable String next) {}

    /**
     * @param latestVersion number of the newest version, 0 when there is none
     * @param versions newest first; left out in lists
     */
    record ModelView(
            String name,
            String description,
            int latestVersion,
            Map<String, Integer> aliases,
            Map<String, String> tags,
            Instant createdAt,
            Instant updatedAt,
            @Nullable List<VersionView> versions) {}

    /**
     * @param digest sha256 over the lines {@code <path> <sha256>\n} of its files, sorted by path
     * @param promotedAt null for a version a client registered by itself
     */
    record VersionView(
            String name,
            int version,
            @Nullable UUID run,
            @Nullable String modelId,
            String state,
            String digest,
            List<String> aliases,
            Map<String, String> tags,
            @Nullable String createdBy,
            Instant createdAt,
            @Nullable Instant promotedAt,
            List<ModelFile> artifacts) {

        static VersionView of(ModelVersion version) {
            return new VersionView(
                    version.name(),
                    version.version(),
                    version.runId(),
                    version.modelId(),
                    version.state(),
                    version.digest(),
                    version.aliases(),
                    version.tags(),
                    version.createdBy(),
                    version.createdAt(),
                    version.promotedAt(),
                    version.artifacts());
        }
    }

    /**
     * @param run whose model is promoted
     * @param model id or name of the logged model, needed when the run logged several
     */
    record Promotion(@Nullable UUID run, @Nullable String model) {}

    @Requires(Permission.MODEL_READ)
    @GetMapping
    Models all(Caller caller, Project project, @RequestParam(required = false) @Nullable String cursor) {
        var page = models.search(caller, project, new Query(null, List.of(), View.ACTIVE_ONLY, PAGE, cursor));
        return new Models(
                page.items().stream()
                        .map(model -> view(model, latest(caller, project, model), null))
                        .toList(),
                page.next());
    }

    @Requires(Permission.MODEL_READ)
    @GetMapping("/{name}")
    ModelView one(Caller caller, Project project, @PathVariable String name) {
        RegisteredModel model = models.get(caller, project, name);
        List<VersionView> all =
                versions.of(caller, project, name).stream().map(VersionView::of).toList();
        return view(model, all.isEmpty() ? 0 : all.get(0).version(), all);
    }

    @Requires(Permission.MODEL_READ)
    @GetMapping("/{name}/versions/{version}")
    VersionView version(Caller caller, Project project, @PathVariable String name, @PathVariable int version) {
        return VersionView.of(versions.get(caller, project, name, version));
    }

    /** Promotes the model of a run. The same model again is answered with the version it has. */
    @Requires(Permission.MODEL_WRITE)
    @PostMapping("/{name}/versions")
    @ResponseStatus(HttpStatus.CREATED)
    VersionView promote(Caller caller, Project project, @PathVariable String name, @RequestBody Promotion promotion) {
        if (promotion.run() == null) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "Name the run whose model is to be promoted: {\"run\": \"…\"}.");
        }
        return VersionView.of(promotions.promote(caller, project, name, promotion.run(), promotion.model()));
    }

    private int latest(Caller caller, Project project, RegisteredModel model) {
        return versions.latest(caller, project, model.name(), List.of()).stream()
                .mapToInt(ModelVersion::version)
                .max()
                .orElse(0);
    }

    private static ModelView view(RegisteredModel model, int latest, @Nullable List<VersionView> versions) {
        return new ModelView(
                model.name(),
                model.description(),
                latest,
                model.aliases(),
                model.tags(),
                model.createdAt(),
                model.updatedAt(),
                versions);
    }
}
