package io.workbenchx.control.tracking;

import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.artifact.ArtifactPath;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.InputStream;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Files of runs and logged models, as MLflow clients address them. */
@Component
public class TrackedArtifacts {

    private final ArtifactService artifacts;
    private final RunAccess runs;
    private final LoggedModelService models;

    TrackedArtifacts(ArtifactService artifacts, RunAccess runs, LoggedModelService models) {
        this.artifacts = artifacts;
        this.runs = runs;
        this.models = models;
    }

    /**
     * A run or a logged model, by the id its root names.
     *
     * @param path below the root; empty = the root itself
     */
    public record Location(@Nullable UUID runId, @Nullable String modelId, String path) {

        /**
         * Reads {@code <experiment>/<run>/artifacts/<path>} and {@code <experiment>/models/<model>/artifacts/<path>}. The experiment decides
         * nothing: the ids do.
         *
         * @throws WorkbenchException SPEC_INVALID for anything else
         */
        public static Location parse(String text) {
            String[] parts = text.split("/", -1);
            boolean model = parts.length > 3 && parts[1].equals("models");
            int artifactsAt = model ? 3 : 2;
            if (parts.length <= artifactsAt || !parts[artifactsAt].equals("artifacts")) {
                throw TrackingLimits.invalid("Invalid path: artifacts live under <experiment>/<run>/artifacts and"
                        + " <experiment>/models/<model>/artifacts.");
            }
            TrackingLimits.experimentId(parts[0]);
            String path = String.join("/", List.of(parts).subList(artifactsAt + 1, parts.length));
            if (!path.isEmpty()) {
                ArtifactPath.check(path);
            }
            return model
                    ? new Location(null, TrackingLimits.loggedModelId(parts[2]), path)
                    : new Location(TrackingLimits.runId(parts[1]), null, path);
        }

        String owner() {
            return runId == null ? "models/" + modelId : "runs/" + runId;
        }
    }

    /**
     * Something directly below a folder.
     *
     * @param name relative to the folder
     */
    public record Entry(String name, boolean folder, long bytes) {}

    /** Stores a file while it streams in. */
    public Artifact put(Caller caller, Project project, Location at, InputStream content, String mediaType) {
        UUID runId = at.modelId() == null
                ? runs.writable(caller, project, run(at)).runId()
                : models.writable(caller, project, at.modelId()).runId();
        return artifacts.put(project.id(), runId, at.owner(), ArtifactPath.check(at.path()), content, mediaType);
    }

    /**
     * @throws WorkbenchException NOT_FOUND when there is no such file
     */
    public Artifact find(Caller caller, Project project, Location at) {
        visible(caller, project, at);
        return artifacts
                .find(project.id(), at.owner(), at.path())
                .orElseThrow(
                        () -> new WorkbenchException(FailureCode.NOT_FOUND, "No such artifact: '" + at.path() + "'."));
    }

    /** The content, proven by its digest. */
    public InputStream open(Artifact artifact) {
        return artifacts.open(artifact);
    }

    /** What is directly below a folder, by name; nothing when it is a file or does not exist. */
    public List<Entry> list(Caller caller, Project project, Location at) {
        visible(caller, project, at);
        String root = at.path().isEmpty() ? "" : at.path() + "/";
        TreeMap<String, Entry> entries = new TreeMap<>();
        for (Artifact artifact : artifacts.list(project.id(), at.owner(), at.path())) {
            if (!artifact.path().startsWith(root)) {
                continue;
            }
            String rest = artifact.path().substring(root.length());
            int slash = rest.indexOf('/');
            if (slash < 0) {
                entries.put(rest, new Entry(rest, false, artifact.bytes()));
            } else {
                String folder = rest.substring(0, slash);
                entries.putIfAbsent(folder, new Entry(folder, true, 0));
            }
        }
        return List.copyOf(entries.values());
    }

    /** Removes a file, or a folder with all that is in it. */
    public void delete(Caller caller, Project project, Location at) {
        if (at.modelId() == null) {
            runs.writable(caller, project, run(at));
        } else {
            models.writable(caller, project, at.modelId());
        }
        for (Artifact artifact : artifacts.list(project.id(), at.owner(), at.path())) {
            artifacts.delete(project.id(), at.owner(), artifact.path());
        }
    }

    private void visible(Caller caller, Project project, Location at) {
        if (at.modelId() == null) {
            runs.readable(caller, project, run(at));
        } else {
            models.require(caller, project, at.modelId());
        }
    }

    private static UUID run(Location at) {
        if (at.runId() == null) {
            throw new IllegalStateException("not a run: " + at);
        }
        return at.runId();
    }
}
