package io.workbenchx.control.model;

import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.artifact.ArtifactPath;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.tracking.LoggedModel;
import io.workbenchx.control.tracking.LoggedModelService;
import io.workbenchx.control.tracking.RunAccess;
import io.workbenchx.control.tracking.TrackingLimits;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Resolves where a client says a model's files are. Only places of this project that the caller may read are sources; whatever else is named
 * (a file path, a URL, another project's run) is refused. So is a host: readers of the version would follow it, their credentials with them.
 */
@Component
class ModelSource {

    private static final Pattern LOGGED_MODEL = Pattern.compile("models:/(m-[0-9a-f]{32})");
    private static final Pattern LOGGED_MODEL_FILES =
            Pattern.compile("mlflow-artifacts:/[A-Za-z0-9_-]{1,64}/models/(m-[0-9a-f]{32})/artifacts/?");
    private static final Pattern VERSION = Pattern.compile("models:/([^/@:]{1,256})/([0-9]{1,9})");
    private static final Pattern RUN_FILES = Pattern.compile(
            "(?:mlflow-artifacts:/[A-Za-z0-9_-]{1,64}/([0-9a-fA-F-]{32,36})/artifacts/|runs:/([0-9a-fA-F-]{32,36})/)(.+)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]*");

    private final LoggedModelService loggedModels;
    private final ModelVersionRepository versions;
    private final RunAccess runs;
    private final ArtifactService artifacts;

    ModelSource(
            LoggedModelService loggedModels,
            ModelVersionRepository versions,
            RunAccess runs,
            ArtifactService artifacts) {
        this.loggedModels = loggedModels;
        this.versions = versions;
        this.runs = runs;
        this.artifacts = artifacts;
    }

    /** What a source turned out to be. */
    record Resolved(@Nullable UUID runId, @Nullable String modelId, List<ModelFile> files) {}

    /**
     * @param modelId logged model the client named beside the source, if it did
     * @throws WorkbenchException SPEC_INVALID when the source is none the caller may use
     */
    Resolved resolve(Caller caller, Project project, String source, @Nullable String modelId) {
        try {
            return find(caller, project, source, modelId);
        } catch (WorkbenchException e) {
            throw asValue(e);
        }
    }

    /**
     * A prompt is its text: it has no files, and its source is a word that leads nowhere.
     *
     * @throws WorkbenchException SPEC_INVALID when the source is a place
     */
    Resolved ofPrompt(String source) {
        if (!WORD.matcher(source).matches()) {
            throw TrackingLimits.invalid(
                    "Invalid source of a prompt: a prompt has no files, so its source is a plain word such as"
                            + " dummy-source.");
        }
        return new Resolved(null, null, List.of());
    }

    /**
     * Checks the run that a client named beside the source.
     *
     * @throws WorkbenchException SPEC_INVALID when it is none the caller may read
     */
    void checkRun(Caller caller, Project project, UUID runId) {
        try {
            runs.readable(caller, project, runId);
        } catch (WorkbenchException e) {
            throw asValue(e);
        }
    }

    /** A source is a value of the request, not the thing the request is about. */
    private static WorkbenchException asValue(WorkbenchException e) {
        return e.code() == FailureCode.NOT_FOUND
                ? TrackingLimits.invalid("Invalid model version source: " + e.reason())
                : e;
    }

    private Resolved find(Caller caller, Project project, String source, @Nullable String modelId) {
        Matcher logged = LOGGED_MODEL.matcher(source);
        Matcher loggedFiles = LOGGED_MODEL_FILES.matcher(source);
        if (logged.matches() || loggedFiles.matches()) {
            String named = logged.matches() ? logged.group(1) : loggedFiles.group(1);
            if (modelId != null && !modelId.equals(named)) {
                throw TrackingLimits.invalid("The source names model " + named + " but model_id is " + modelId + ".");
            }
            return ofLoggedModel(caller, project, named);
        }
        Matcher version = VERSION.matcher(source);
        if (version.matches()) {
            return ofVersion(caller, project, version.group(1), Integer.parseInt(version.group(2)));
        }
        Matcher run = RUN_FILES.matcher(source);
        if (run.matches()) {
            Resolved found = ofRun(caller, project, run.group(1) == null ? run.group(2) : run.group(1), run.group(3));
            return modelId == null || !found.files().isEmpty()
                    ? found
                    : ofLoggedModel(caller, project, TrackingLimits.loggedModelId(modelId));
        }
        throw TrackingLimits.invalid(
                "Invalid model version source: name a model that a run of this project logged, such as"
                        + " models:/m-… or runs:/<run id>/<path>.");
    }

    private Resolved ofLoggedModel(Caller caller, Project project, String id) {
        LoggedModel model = loggedModels.require(caller, project, id);
        if (!model.ready()) {
            throw TrackingLimits.invalid("The logged model " + id + " is " + model.status() + ", not READY.");
        }
        return new Resolved(model.runId(), id, files(artifacts.list(project.id(), model.owner(), ""), ""));
    }

    private Resolved ofVersion(Caller caller, Project project, String name, int number) {
        ModelVersion version = versions.find(project.id(), name, number)
                .filter(found -> !caller.isRun() || Objects.equals(caller.runId(), found.runId()))
                .orElseThrow(
                        () -> TrackingLimits.invalid("There is no version " + number + " of a model " + name + "."));
        return new Resolved(version.runId(), version.modelId(), version.artifacts());
    }

    private Resolved ofRun(Caller caller, Project project, String run, String path) {
        UUID runId = runs.readable(caller, project, TrackingLimits.runId(run)).runId();
        String prefix = ArtifactPath.check(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        return new Resolved(runId, null, files(artifacts.list(project.id(), "runs/" + runId, prefix), prefix + "/"));
    }

    private static List<ModelFile> files(List<Artifact> found, String root) {
        return found.stream()
                .filter(artifact -> artifact.path().startsWith(root))
                .map(artifact -> new ModelFile(
                        artifact.path().substring(root.length()),
                        artifact.sha256(),
                        artifact.bytes(),
                        artifact.mediaType()))
                .toList();
    }
}
