package io.workbenchx.control.model;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.model.ModelVersionRepository.NewVersion;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.search.Condition;
import io.workbenchx.control.search.FilterCompiler;
import io.workbenchx.control.search.Page;
import io.workbenchx.control.search.SearchTarget;
import io.workbenchx.control.search.SearchTarget.Attribute;
import io.workbenchx.control.search.SearchTarget.Keyed;
import io.workbenchx.control.search.SearchTarget.Kind;
import io.workbenchx.control.tracking.TrackingLimits;
import io.workbenchx.control.tracking.TrackingSearch.Query;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Versions of registered models, as clients register and describe them. */
@Component
public class VersionService {

    public static final int MOST_VERSIONS = 200_000;

    private static final Set<String> STAGES = Set.of("None", "Staging", "Production", "Archived");
    private static final String PROMPT_TEXT = "mlflow.prompt.text";
    private static final String CREATED = "(extract(epoch from mv.created_at) * 1000)";
    private static final String UPDATED = "(extract(epoch from mv.updated_at) * 1000)";

    private static final FilterCompiler FILTER = new FilterCompiler(new SearchTarget(
            Map.ofEntries(
                    Map.entry("name", Attribute.text("mv.name")),
                    Map.entry("run_id", Attribute.runId("mv.run_id")),
                    Map.entry("source_path", Attribute.text("mv.source")),
                    Map.entry("model_id", Attribute.text("mv.model_id")),
                    Map.entry("version_number", Attribute.number("mv.version")),
                    Map.entry("version", Attribute.number("mv.version")),
                    Map.entry("creation_timestamp", Attribute.number(CREATED)),
                    Map.entry("last_updated_timestamp", Attribute.number(UPDATED))),
            Map.of(
                    Kind.TAG,
                    new Keyed("ops.model_version_tags v where v.project_id = mv.project_id and v.name = mv.name and"
                            + " v.version = mv.version")),
            Optional.empty(),
            true));

    private final ModelService models;
    private final ModelRepository names;
    private final ModelVersionRepository versions;
    private final ModelSource sources;

    VersionService(ModelService models, ModelRepository names, ModelVersionRepository versions, ModelSource sources) {
        this.models = models;
        this.names = names;
        this.versions = versions;
        this.sources = sources;
    }

    /** What a client says when it registers a version. */
    public record Registration(
            String name,
            String source,
            @Nullable UUID runId,
            @Nullable String modelId,
            String description,
            Map<String, String> tags) {}

    /**
     * Registers what stands at the source now, by content.
     *
     * @throws WorkbenchException PERMISSION_DENIED when a job names a model it did not make
     */
    @Transactional
    public ModelVersion register(Caller caller, Project project, Registration asked) {
        RegisteredModel model = writable(caller, project, asked.name());
        asked.tags().forEach(ModelNames::tag);
        TrackingLimits.text("description", asked.description(), ModelNames.DESCRIPTION);
        TrackingLimits.text("source", asked.source(), TrackingLimits.DATASET_SOURCE);
        if (asked.runId() != null) {
            sources.checkRun(caller, project, asked.runId());
        }
        if (Boolean.parseBoolean(model.tags().get(RegisteredModel.IS_PROMPT))) {
            String text = asked.tags().getOrDefault(PROMPT_TEXT, "");
            return insert(caller, project, asked, sources.ofPrompt(asked.source()), ModelDigest.ofText(text));
        }
        ModelSource.Resolved resolved = sources.resolve(caller, project, asked.source(), asked.modelId());
        if (asked.runId() != null && resolved.runId() != null && !asked.runId().equals(resolved.runId())) {
            throw TrackingLimits.invalid(
                    "The source belongs to run " + resolved.runId() + ", not to " + asked.runId() + ".");
        }
        if (resolved.files().isEmpty()) {
            throw TrackingLimits.invalid("There are no files at the source of the model version: log the model first.");
        }
        return insert(caller, project, asked, resolved, ModelDigest.of(resolved.files()));
    }

    /**
     * @throws WorkbenchException NOT_FOUND when there is no such version that the caller may see
     */
    @Transactional(readOnly = true)
    public ModelVersion get(Caller caller, Project project, String name, int version) {
        models.get(caller, project, name);
        return versions.find(project.id(), name, version)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND,
                        "Model Version (name=" + name + ", version=" + version + ") not found."));
    }

    @Transactional
    public ModelVersion describe(Caller caller, Project project, String name, int version, String description) {
        ModelVersion found = get(caller, project, name, version);
        versions.update(found, found.stage(), TrackingLimits.text("description", description, ModelNames.DESCRIPTION));
        return get(caller, project, name, version);
    }

    /** Moves a version to a stage, and whatever stood there to the archive if asked to. */
    @Transactional
    public ModelVersion stage(
            Caller caller, Project project, String name, int version, String stage, boolean archiveOthers) {
        String canonical = stage.isEmpty()
                ? stage
                : stage.substring(0, 1).toUpperCase(Locale.ROOT)
                        + stage.substring(1).toLowerCase(Locale.ROOT);
        if (!STAGES.contains(canonical)) {
            throw TrackingLimits.invalid(
                    "Invalid Model Version stage: it is one of None, Staging, Production, Archived.");
        }
        ModelVersion found = get(caller, project, name, version);
        versions.update(found, canonical, found.description());
        if (archiveOthers) {
            versions.archiveOthers(found, canonical);
        }
        return get(caller, project, name, version);
    }

    @Transactional
    public void delete(Caller caller, Project project, String name, int version) {
        versions.delete(get(caller, project, name, version));
    }

    @Transactional
    public void setTag(Caller caller, Project project, String name, int version, String key, String value) {
        ModelNames.tag(key, value);
        get(caller, project, name, version);
        versions.setTag(project.id(), name, version, key, value);
    }

    @Transactional
    public void deleteTag(Caller caller, Project project, String name, int version, String key) {
        versions.deleteTag(get(caller, project, name, version), key);
    }

    /** The newest version of each stage asked for; of every stage when none is. */
    @Transactional(readOnly = true)
    public List<ModelVersion> latest(Caller caller, Project project, String name, List<String> stages) {
        models.get(caller, project, name);
        Condition where = Condition.of("mv.project_id = ?", project.id())
                .and(Condition.of("mv.name = ?", name))
                .and(Condition.of("""
                        not exists (select 1 from ops.model_versions w where w.project_id = mv.project_id and w.name = mv.name
                          and w.stage = mv.stage and w.version > mv.version and w.deleted_at is null)"""));
        return versions.search(where, new Condition("mv.version", List.of()), 0, STAGES.size()).stream()
                .filter(version -> stages.isEmpty() || stages.stream().anyMatch(version.stage()::equalsIgnoreCase))
                .toList();
    }

    /** All versions of a model, newest first. */
    @Transactional(readOnly = true)
    public List<ModelVersion> of(Caller caller, Project project, String name) {
        models.get(caller, project, name);
        Condition where = Condition.of("mv.project_id = ?", project.id()).and(Condition.of("mv.name = ?", name));
        return versions.search(where, new Condition("mv.version desc", List.of()), 0, MOST_VERSIONS);
    }

    @Transactional(readOnly = true)
    public Page<ModelVersion> search(Caller caller, Project project, Query query) {
        if (query.limit() < 1 || query.limit() > MOST_VERSIONS) {
            throw TrackingLimits.invalid("max_results must be between 1 and " + MOST_VERSIONS + ".");
        }
        Condition where = Condition.of("mv.project_id = ?", project.id()).and(FILTER.filter(query.filter()));
        if (caller.runId() != null) {
            where = where.and(Condition.of("mv.run_id = ?", caller.runId()));
        }
        long offset = Page.offset(query.pageToken());
        Condition order = FILTER.order(query.orderBy(), "mv.updated_at desc, mv.name, mv.version desc");
        return Page.of(versions.search(where, order, offset, query.limit() + 1), offset, query.limit());
    }

    private ModelVersion insert(
            Caller caller, Project project, Registration asked, ModelSource.Resolved resolved, String digest) {
        int number = names.nextVersion(project.id(), asked.name());
        versions.insert(new NewVersion(
                project.id(),
                asked.name(),
                number,
                resolved.runId() == null ? asked.runId() : resolved.runId(),
                resolved.modelId(),
                asked.source(),
                digest,
                asked.description(),
                caller.userId(),
                asked.tags(),
                resolved.files()));
        return get(caller, project, asked.name(), number);
    }

    private RegisteredModel writable(Caller caller, Project project, String name) {
        try {
            return models.get(caller, project, name);
        } catch (WorkbenchException e) {
            if (caller.isRun() && e.code() == FailureCode.NOT_FOUND) {
                throw new WorkbenchException(
                        FailureCode.PERMISSION_DENIED,
                        "A job adds versions only to models it registered itself, and " + name
                                + " is not one: promote the run once it has succeeded.");
            }
            throw e;
        }
    }
}
