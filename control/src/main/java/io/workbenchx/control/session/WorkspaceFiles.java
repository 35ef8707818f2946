package io.workbenchx.control.session;

import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.session.SavedWorkspace;
import io.workbenchx.workflows.session.SessionSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Saved workspaces: every file is an artifact of the session's run, and one more artifact lists them. A resume is bound to the digest of
 * that list, and through it to every byte. No quota stands in the way of saving: the limit of the session's disk does that before.
 */
@Component
public class WorkspaceFiles {

    /** Path of the list among the artifacts of the run. */
    public static final String LIST = "session/workspace.json";

    private static final String FOLDER = "workspace/";

    private final ArtifactService artifacts;
    private final CanonicalJson json;

    WorkspaceFiles(ArtifactService artifacts, CanonicalJson json) {
        this.artifacts = artifacts;
        this.json = json;
    }

    /**
     * A file of a workspace.
     *
     * @param path relative to the workspace
     * @param artifact its path among the artifacts of the run
     * @param changed whether the session made or altered it
     */
    public record SavedFile(
            String path, String artifact, String sha256, long bytes, boolean executable, boolean changed) {}

    /** All of a workspace. */
    public record Listing(List<SavedFile> files, int skipped) {
        public Listing {
            files = List.copyOf(files);
        }
    }

    /** Stores one file; the same content is stored once, however often it is saved. */
    public Artifact keep(UUID projectId, UUID runId, String path, InputStream content) {
        return artifacts.keep(projectId, runId, owner(runId), artifactPath(path), content, "application/octet-stream");
    }

    /** Stores the list, which makes the workspace complete. */
    public SavedWorkspace complete(UUID projectId, UUID runId, Listing listing) {
        byte[] text = json.write(listing).getBytes(StandardCharsets.UTF_8);
        Artifact list = artifacts.keep(
                projectId, runId, owner(runId), LIST, new ByteArrayInputStream(text), "application/json");
        return told(list, listing);
    }

    /** What a run saved, when it did. */
    public Optional<SavedWorkspace> savedBy(UUID projectId, UUID runId) {
        return artifacts.find(projectId, owner(runId), LIST).map(list -> told(list, read(list.sha256())));
    }

    /** Every file that a run saved; none when it saved nothing. */
    public Listing filesOf(UUID projectId, UUID runId) {
        return artifacts
                .find(projectId, owner(runId), LIST)
                .map(list -> read(list.sha256()))
                .orElse(new Listing(List.of(), 0));
    }

    /**
     * Every file of a workspace that a session is bound to.
     *
     * @throws WorkbenchException INTEGRITY when the list is not what was saved
     */
    public Listing bound(SessionSpec.Workspace workspace) {
        return read(workspace.sha256());
    }

    /** Content of a file, proven by its digest. */
    public InputStream open(SavedFile file) {
        return artifacts.open(file.sha256(), "The file " + file.path() + " of the saved workspace");
    }

    /**
     * @throws WorkbenchException INTEGRITY when the run did not save that workspace
     */
    void require(UUID projectId, SessionSpec.Workspace workspace) {
        boolean same = artifacts
                .find(projectId, owner(workspace.run()), LIST)
                .filter(list -> list.sha256().equals(workspace.sha256()))
                .isPresent();
        if (!same) {
            throw new WorkbenchException(
                    FailureCode.INTEGRITY,
                    "The run " + workspace.run() + " did not save the workspace " + workspace.sha256() + ".");
        }
    }

    private Listing read(String sha256) {
        try (InputStream content = artifacts.open(sha256, "The list of the saved workspace")) {
            return json.read(new String(content.readAllBytes(), StandardCharsets.UTF_8), Listing.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The list of the saved workspace cannot be read", e);
        }
    }

    private static SavedWorkspace told(Artifact list, Listing listing) {
        return new SavedWorkspace(
                list.sha256(),
                listing.files().size(),
                listing.files().stream().mapToLong(SavedFile::bytes).sum(),
                (int) listing.files().stream().filter(SavedFile::changed).count(),
                listing.skipped());
    }

    private static String owner(UUID runId) {
        return "runs/" + runId;
    }

    /** A name that people could not download goes by its digest; the list has the real one. */
    private static String artifactPath(String path) {
        try {
            return io.workbenchx.control.artifact.ArtifactPath.check(FOLDER + path);
        } catch (WorkbenchException unusual) {
            return FOLDER + "unusual-names/" + CanonicalJson.sha256(path);
        }
    }
}
