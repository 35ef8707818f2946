package io.workbenchx.activities.session;

import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.control.session.SessionRecords;
import io.workbenchx.control.session.WorkspaceFiles;
import io.workbenchx.control.session.WorkspaceFiles.Listing;
import io.workbenchx.control.session.WorkspaceFiles.SavedFile;
import io.workbenchx.providers.fault.Failpoint;
import io.workbenchx.providers.store.StoreException;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.session.SavedWorkspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Keeps what somebody made in a session. May be cut off and done again at any point. */
@Component
class WorkspaceSaving {

    private static final int NAMED = 20;

    private final SessionFiles files;
    private final WorkspaceFiles workspaces;
    private final SessionRecords sessions;
    private final RunRecorder recorder;
    private final CanonicalJson json;

    WorkspaceSaving(
            SessionFiles files,
            WorkspaceFiles workspaces,
            SessionRecords sessions,
            RunRecorder recorder,
            CanonicalJson json) {
        this.files = files;
        this.workspaces = workspaces;
        this.sessions = sessions;
        this.recorder = recorder;
        this.json = json;
    }

    /** To be called when nothing of the session is alive. Empty when there never was a workspace. */
    Optional<SavedWorkspace> save(RunContext run, Heartbeats heartbeats) {
        Path workspace = files.workspace(run.runId());
        if (!Files.exists(workspace)) {
            // An attempt before this one may have got further.
            return workspaces.savedBy(run.projectId(), run.runId());
        }
        try {
            WorkspaceWalk walk = WorkspaceWalk.of(workspace);
            JsonNode beginning = json.read(Files.readString(files.beginning(run.runId())));
            List<SavedFile> saved = new ArrayList<>();
            for (Path file : walk.files()) {
                saved.add(keep(run, workspace, file, beginning));
                heartbeats.check();
            }
            Failpoint.hit("session.files.saved");
            SavedWorkspace told = workspaces.complete(
                    run.projectId(),
                    run.runId(),
                    new Listing(saved, walk.skipped().size()));
            sessions.saved(run, told);
            record(run, told, walk);
            return Optional.of(told);
        } catch (StoreException away) {
            throw new WorkbenchException(
                    FailureCode.UNAVAILABLE, "The workspace cannot be stored now: " + away.getMessage(), away);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the workspace of run " + run.runId(), e);
        }
    }

    private SavedFile keep(RunContext run, Path workspace, Path relative, JsonNode beginning) throws IOException {
        Path file = workspace.resolve(relative);
        String path = relative.toString();
        try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            Artifact kept = workspaces.keep(run.projectId(), run.runId(), path, content);
            boolean executable = Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
            boolean changed = !kept.sha256().equals(beginning.path(path).asString(""));
            return new SavedFile(path, kept.path(), kept.sha256(), kept.bytes(), executable, changed);
        }
    }

    private void record(RunContext run, SavedWorkspace saved, WorkspaceWalk walk) {
        List<String> named =
                walk.skipped().subList(0, Math.min(NAMED, walk.skipped().size()));
        recorder.record(
                run.runId(),
                run.actor(),
                List.of(new NewEvent("session.saved", "saved", Map.of("workspace", saved, "skipped", named))),
                false);
    }
}
