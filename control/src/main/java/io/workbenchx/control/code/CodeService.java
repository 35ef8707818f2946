package io.workbenchx.control.code;

import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.providers.code.CodeArchive;
import io.workbenchx.providers.code.CodeException;
import io.workbenchx.providers.code.GitBundles;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.FileSystemUtils;

/**
 * Source code of projects: git commits, each kept as a bundle in the object store, so that any worker can check it out and git's own hashes
 * prove it.
 */
@Component
public class CodeService {

    private final JdbcClient jdbc;
    private final GitBundles bundles;
    private final ObjectStore store;
    private final ArtifactService artifacts;
    private final ProjectService projects;

    CodeService(
            JdbcClient jdbc,
            GitBundles bundles,
            ObjectStore store,
            ArtifactService artifacts,
            ProjectService projects) {
        this.jdbc = jdbc;
        this.bundles = bundles;
        this.store = store;
        this.artifacts = artifacts;
        this.projects = projects;
    }

    /**
     * Commits the files of a zip archive, all of them, on top of the project's present commit; returns its sha.
     *
     * @throws WorkbenchException SPEC_INVALID when they cannot be source code
     */
    @Transactional
    public String push(Caller caller, Project project, InputStream archive, String message) {
        try {
            Path folder = Files.createTempDirectory("code");
            try {
                CodeArchive.unpack(archive, folder);
                GitBundles.Author author = new GitBundles.Author(
                        caller.name(),
                        caller.name() + "@users.workbenchx.invalid",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS));
                return commit(caller, project, folder, author, message);
            } finally {
                FileSystemUtils.deleteRecursively(folder);
            }
        } catch (CodeException e) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "The code cannot be taken: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot take the code of project " + project.name(), e);
        }
    }

    /** Commits a folder on top of the project's present commit, which the new one replaces; returns its sha. */
    @Transactional
    public String commit(Caller caller, Project project, Path folder, GitBundles.Author author, String message) {
        try (InputStream before =
                project.codeSha() == null ? InputStream.nullInputStream() : open(project.id(), project.codeSha())) {
            GitBundles.Parent parent =
                    project.codeSha() == null ? null : new GitBundles.Parent(project.codeSha(), before);
            ByteArrayOutputStream bundle = new ByteArrayOutputStream();
            String sha = bundles.write(folder, parent, author, message, bundle);
            ObjectStore.StoredObject stored = store.put(new ByteArrayInputStream(bundle.toByteArray()));
            jdbc.sql("""
                            insert into ops.code_versions (project_id, sha, bundle_sha256, message, created_by)
                            values (?, ?, ?, ?, ?) on conflict do nothing
                            """)
                    .params(project.id(), sha, stored.sha256(), message, caller.userId())
                    .update();
            projects.setCode(project, sha);
            return sha;
        } catch (CodeException e) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "The code cannot be taken: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the code of project " + project.name(), e);
        }
    }

    /**
     * The commit a run means: the one named, or the project's present one.
     *
     * @throws WorkbenchException CODE_NOT_FOUND
     */
    public String resolve(Project project, @Nullable String sha) {
        String wanted = sha == null ? project.codeSha() : sha;
        if (wanted == null) {
            throw new WorkbenchException(
                    FailureCode.CODE_NOT_FOUND,
                    "Project " + project.name() + " has no code yet: create it from a template, or name a commit.");
        }
        if (bundleOf(project.id(), wanted).isEmpty()) {
            throw new WorkbenchException(
                    FailureCode.CODE_NOT_FOUND, "Project " + project.name() + " has no commit " + wanted + ".");
        }
        return wanted;
    }

    /** Writes the files of a commit into a new folder. */
    public void checkout(UUID projectId, String sha, Path target) {
        try (InputStream bundle = open(projectId, sha)) {
            bundles.checkout(bundle, sha, target);
        } catch (CodeException e) {
            throw new WorkbenchException(
                    FailureCode.INTEGRITY, "The commit " + sha + " cannot be checked out: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the bundle of commit " + sha, e);
        }
    }

    /** Digest of the bundle that holds a commit. */
    public Optional<String> bundleOf(UUID projectId, String sha) {
        return jdbc.sql("select bundle_sha256 from ops.code_versions where project_id = ? and sha = ?")
                .params(projectId, sha)
                .query(String.class)
                .optional();
    }

    private InputStream open(UUID projectId, String sha) {
        return artifacts.open(bundleOf(projectId, sha).orElseThrow(), "The bundle of commit " + sha);
    }
}
