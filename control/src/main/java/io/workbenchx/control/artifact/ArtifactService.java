package io.workbenchx.control.artifact;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.policy.StorageQuota;
import io.workbenchx.providers.fault.Failpoint;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Artifacts: content goes to the object store first, then its pointer and digest appear; nothing half-written is ever visible. */
@Component
public class ArtifactService {

    private final ArtifactRepository artifacts;
    private final ObjectStore store;
    private final JdbcClient jdbc;
    private final StorageQuota quota;
    private final TransactionTemplate transaction;

    ArtifactService(
            ArtifactRepository artifacts,
            ObjectStore store,
            JdbcClient jdbc,
            StorageQuota quota,
            TransactionTemplate transaction) {
        this.artifacts = artifacts;
        this.store = store;
        this.jdbc = jdbc;
        this.quota = quota;
        this.transaction = transaction;
    }

    /**
     * Stores content under a path of an owner; a path written again points to the new content.
     *
     * @throws WorkbenchException QUOTA_EXCEEDED when the project or the member has no room for it; nothing is kept then
     */
    public Artifact put(
            UUID projectId, @Nullable UUID runId, String owner, String path, InputStream content, String mediaType) {
        ArtifactPath.check(path);
        ObjectStore.StoredObject stored = store.put(content, arrived -> {
            // Asked before the bytes are kept, and taken when they are.
            transaction.executeWithoutResult(status -> quota.takeForRun(projectId, runId, arrived.bytes()));
        });
        Failpoint.hit("artifact.stored");
        transaction.executeWithoutResult(status -> {
            quota.takeForRun(projectId, runId, stored.bytes());
            enter(projectId, runId, owner, path, stored, mediaType);
        });
        return find(projectId, owner, path).orElseThrow();
    }

    /** As {@link #put}, for what the workbench itself keeps of a run and must not lose: no quota stands in its way. */
    public Artifact keep(
            UUID projectId, @Nullable UUID runId, String owner, String path, InputStream content, String mediaType) {
        ArtifactPath.check(path);
        ObjectStore.StoredObject stored = store.put(content);
        transaction.executeWithoutResult(status -> enter(projectId, runId, owner, path, stored, mediaType));
        return find(projectId, owner, path).orElseThrow();
    }

    private void enter(
            UUID projectId,
            @Nullable UUID runId,
            String owner,
            String path,
            ObjectStore.StoredObject stored,
            String mediaType) {
        jdbc.sql("""
                        insert into ops.artifacts (id, project_id, run_id, owner, path, sha256, bytes, media_type)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (project_id, owner, path) do update
                        set sha256 = excluded.sha256, bytes = excluded.bytes, media_type = excluded.media_type, created_at = now()
                        """)
                .param(UuidCreator.getTimeOrderedEpoch())
                .param(projectId)
                .param(runId)
                .params(owner, path, stored.sha256(), stored.bytes(), mediaType)
                .update();
    }

    public Optional<Artifact> find(UUID projectId, String owner, String path) {
        return artifacts.findByProjectIdAndOwnerAndPath(projectId, owner, path);
    }

    /** Artifacts at or below a prefix (empty = all), by path. */
    public List<Artifact> list(UUID projectId, String owner, String prefix) {
        return artifacts.under(projectId, owner, prefix);
    }

    /** Everything a run produced, logged models included. */
    public List<Artifact> ofRun(UUID projectId, UUID runId) {
        return artifacts.ofRun(projectId, runId);
    }

    /** Removes the pointer; the content goes when nothing points to it any more. */
    public boolean delete(UUID projectId, String owner, String path) {
        return jdbc.sql("delete from ops.artifacts where project_id = ? and owner = ? and path = ?")
                        .params(projectId, owner, path)
                        .update()
                > 0;
    }

    /**
     * Opens the content after reading it once to the end to prove it.
     *
     * @throws WorkbenchException INTEGRITY when the stored bytes are not those recorded
     */
    public InputStream open(Artifact artifact) {
        return open(artifact.sha256(), "The artifact " + artifact.path());
    }

    /**
     * An address at which the object store itself hands out the content for a while; empty when it has none for people. The content was
     * proven a moment before.
     *
     * @param disposition Content-Disposition of the answer
     */
    public Optional<URI> storeLink(Artifact artifact, String disposition, Duration validity) {
        Optional<URI> link = store.link(artifact.sha256(), disposition, validity);
        if (link.isPresent()) {
            prove(artifact.sha256(), "The artifact " + artifact.path());
        }
        return link;
    }

    /** As {@link #open(Artifact)}, for anything in the store. */
    public InputStream open(String sha256, String what) {
        prove(sha256, what);
        return store.open(sha256);
    }

    private void prove(String sha256, String what) {
        try {
            store.verify(sha256);
        } catch (WorkbenchException damaged) {
            throw damaged.code() != FailureCode.INTEGRITY
                    ? damaged
                    : new WorkbenchException(
                            FailureCode.INTEGRITY, what + " is not what was recorded: " + damaged.reason(), damaged);
        }
    }
}
