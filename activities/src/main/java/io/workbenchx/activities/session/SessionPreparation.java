package io.workbenchx.activities.session;

import io.workbenchx.activities.run.DatasetFiles;
import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.RuntimeProvision;
import io.workbenchx.control.code.CodeService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.session.WorkspaceFiles;
import io.workbenchx.control.session.WorkspaceFiles.SavedFile;
import io.workbenchx.providers.fault.Failpoint;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.session.SessionSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Puts workspace, data and runtime of a session in place, each proven by its digest. */
@Component
class SessionPreparation {

    private final SessionFiles files;
    private final WorkspaceFiles workspaces;
    private final DatasetFiles datasets;
    private final CodeService code;
    private final RuntimeProvision runtimes;
    private final CanonicalJson json;

    SessionPreparation(
            SessionFiles files,
            WorkspaceFiles workspaces,
            DatasetFiles datasets,
            CodeService code,
            RuntimeProvision runtimes,
            CanonicalJson json) {
        this.files = files;
        this.workspaces = workspaces;
        this.datasets = datasets;
        this.code = code;
        this.runtimes = runtimes;
        this.json = json;
    }

    void prepare(RunContext run, SessionSpec spec) {
        Path workspace = files.workspace(run.runId());
        try (Heartbeats heartbeats = Heartbeats.start()) {
            if (Files.exists(workspace)) {
                // An earlier attempt got this far: what somebody may be working in already must not be touched.
                return;
            }
            files.create(run.runId());
            spec.datasets().forEach(dataset -> datasets.put(dataset, files.dataset(run.runId(), dataset)));
            heartbeats.check();
            runtimes.provide(spec.runtime().digest(), spec.runtime().lockSha256());
            heartbeats.check();
            fill(run, spec, workspace, heartbeats);
            Failpoint.hit("session.prepared");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare the files of session " + spec.name(), e);
        }
    }

    /** The workspace appears complete or not at all. */
    private void fill(RunContext run, SessionSpec spec, Path workspace, Heartbeats heartbeats) throws IOException {
        Path arriving = workspace.resolveSibling("work.arriving");
        SessionFiles.delete(arriving);
        Files.createDirectories(arriving);
        Map<String, String> beginning = new TreeMap<>();
        if (spec.workspace() != null) {
            for (SavedFile file : workspaces.bound(spec.workspace()).files()) {
                restore(file, arriving);
                beginning.put(file.path(), file.sha256());
                heartbeats.check();
            }
        } else if (spec.code() != null) {
            code.checkout(run.projectId(), spec.code(), arriving);
            beginning.putAll(WorkspaceWalk.of(arriving).digests());
        }
        Files.writeString(files.beginning(run.runId()), json.write(beginning));
        Files.setPosixFilePermissions(arriving, PosixFilePermissions.fromString("rwx------"));
        Files.move(arriving, workspace, StandardCopyOption.ATOMIC_MOVE);
    }

    private void restore(SavedFile file, Path folder) throws IOException {
        Path target = folder.resolve(file.path()).normalize();
        if (!target.startsWith(folder) || target.equals(folder)) {
            throw new IOException(file.path() + " is not a name inside a workspace");
        }
        Files.createDirectories(target.getParent());
        try (InputStream content = workspaces.open(file)) {
            Files.copy(content, target);
        }
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString(file.executable() ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
