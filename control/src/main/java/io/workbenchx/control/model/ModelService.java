package io.workbenchx.control.model;

import io.workbenchx.control.identity.Caller;
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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Registered models by name. A run, as a caller, sees those it registered itself. */
@Component
public class ModelService {

    public static final int MOST_MODELS = 1000;

    private static final FilterCompiler FILTER = new FilterCompiler(new SearchTarget(
            Map.of("name", Attribute.text("m.name")),
            Map.of(Kind.TAG, new Keyed("ops.model_tags v where v.project_id = m.project_id and v.name = m.name")),
            Optional.empty(),
            true));

    private final ModelRepository models;
    private final ModelVersionRepository versions;

    ModelService(ModelRepository models, ModelVersionRepository versions) {
        this.models = models;
        this.versions = versions;
    }

    /**
     * A version with its files. Whoever runs it reads the files by their digests and nothing else.
     *
     * @throws WorkbenchException MODEL_UNKNOWN when the project has no such version
     */
    @Transactional(readOnly = true)
    public ModelVersion version(UUID projectId, String name, int version) {
        return versions.find(projectId, name, version)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.MODEL_UNKNOWN,
                        "There is no version " + version + " of a model " + name + " in this project."));
    }

    /**
     * @throws WorkbenchException NOT_FOUND for models of other projects, and for those of others when the caller is a run
     */
    @Transactional(readOnly = true)
    public RegisteredModel get(Caller caller, Project project, String name) {
        return models.find(project.id(), ModelNames.model(name))
                .filter(model -> !caller.isRun() || Objects.equals(caller.runId(), model.createdByRun()))
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "Registered Model with name=" + name + " not found."));
    }

    /**
     * @throws WorkbenchException CONFLICT when the name is taken
     */
    @Transactional
    public RegisteredModel create(
            Caller caller, Project project, String name, String description, Map<String, String> tags) {
        ModelNames.model(name);
        TrackingLimits.text("description", description, ModelNames.DESCRIPTION);
        tags.forEach(ModelNames::tag);
        if (!models.insert(project.id(), name, description, caller.userId(), caller.runId())) {
            throw new WorkbenchException(FailureCode.CONFLICT, "Registered Model (name=" + name + ") already exists.");
        }
        tags.forEach((key, value) -> models.setTag(project.id(), name, key, value));
        return get(caller, project, name);
    }

    @Transactional
    public RegisteredModel describe(Caller caller, Project project, String name, String description) {
        get(caller, project, name);
        models.describe(project.id(), name, TrackingLimits.text("description", description, ModelNames.DESCRIPTION));
        return get(caller, project, name);
    }

    /** Takes the model and its versions out of sight; their numbers and files stay on record. */
    @Transactional
    public void delete(Caller caller, Project project, String name) {
        get(caller, project, name);
        models.delete(project.id(), name);
    }

    @Transactional
    public void setTag(Caller caller, Project project, String name, String key, String value) {
        ModelNames.tag(key, value);
        get(caller, project, name);
        models.setTag(project.id(), name, key, value);
    }

    @Transactional
    public void deleteTag(Caller caller, Project project, String name, String key) {
        get(caller, project, name);
        models.deleteTag(project.id(), name, key);
    }

    @Transactional
    public void setAlias(Caller caller, Project project, String name, String alias, int version) {
        ModelNames.alias(alias);
        get(caller, project, name);
        version(project.id(), name, version);
        models.setAlias(project.id(), name, alias, version);
    }

    @Transactional
    public void deleteAlias(Caller caller, Project project, String name, String alias) {
        get(caller, project, name);
        models.deleteAlias(project.id(), name, alias);
    }

    /**
     * @throws WorkbenchException SPEC_INVALID for an alias the model does not have, as MLflow has it
     */
    @Transactional(readOnly = true)
    public ModelVersion byAlias(Caller caller, Project project, String name, String alias) {
        Integer version = get(caller, project, name).aliases().get(alias);
        if (version == null) {
            throw TrackingLimits.invalid("Registered model alias " + alias + " not found.");
        }
        return version(project.id(), name, version);
    }

    @Transactional(readOnly = true)
    public Page<RegisteredModel> search(Caller caller, Project project, Query query) {
        if (query.limit() < 1 || query.limit() > MOST_MODELS) {
            throw TrackingLimits.invalid("max_results must be between 1 and " + MOST_MODELS + ".");
        }
        Condition where = Condition.of("m.project_id = ?", project.id()).and(FILTER.filter(query.filter()));
        if (caller.runId() != null) {
            where = where.and(Condition.of("m.created_by_run = ?", caller.runId()));
        }
        long offset = Page.offset(query.pageToken());
        return Page.of(
                models.search(where, FILTER.order(query.orderBy(), "m.name"), offset, query.limit() + 1),
                offset,
                query.limit());
    }
}
