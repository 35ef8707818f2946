package io.workbenchx.control.evidence;

import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import io.temporal.common.WorkflowExecutionHistory;
import io.workbenchx.control.encryption.HistoryDecryption;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.EngineProperties;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunLauncher;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.providers.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Copies the engine's histories of ended runs into the object store, so that evidence outlives the engine's retention. */
@Component
public class HistoryArchiver {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryArchiver.class);
    private static final int BATCH = 100;
    /** A workflow that has not ended so long after its run is archived as it is. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final EngineHistories engine;
    private final HistoryDecryption decryption;
    private final ObjectStore store;
    private final ProjectService projects;
    private final RunRepository runs;
    private final RunRecorder recorder;
    private final JdbcClient jdbc;
    private final Duration archiveAfter;

    HistoryArchiver(
            EngineHistories engine,
            HistoryDecryption decryption,
            ObjectStore store,
            ProjectService projects,
            RunRepository runs,
            RunRecorder recorder,
            JdbcClient jdbc,
            EngineProperties properties) {
        this.engine = engine;
        this.decryption = decryption;
        this.store = store;
        this.projects = projects;
        this.runs = runs;
        this.recorder = recorder;
        this.jdbc = jdbc;
        this.archiveAfter = properties.durable() ? properties.archiveAfter() : Duration.ZERO;
    }

    /**
     * A history in the object store: JSON on one line.
     *
     * @param own of the run's own workflow, in its newest execution
     */
    public record StoredHistory(String workflowId, String engineRunId, String sha256, long bytes, boolean own) {}

    /** Archives the histories of ended runs that wait for it; returns how many runs are settled now. */
    public int archivePending() {
        int settled = 0;
        for (UUID id : pending()) {
            try {
                settled += archive(runs.findById(id).orElseThrow()) ? 1 : 0;
            } catch (WorkflowException | StatusRuntimeException away) {
                LOG.warn(
                        "The engine did not give the history of run {}; it will be asked again: {}",
                        id,
                        away.getMessage());
                return settled;
            }
        }
        return settled;
    }

    /**
     * Archives the histories of an ended run. A run whose workflow the engine does not know (any more) is settled without one.
     *
     * @return false while its workflow has not quite ended: the last step of a run is to record its end
     */
    public boolean archive(Run run) {
        Optional<WorkflowExecutionHistory> newest = engine.newest(workflowId(run));
        if (newest.isPresent() && !EngineHistories.closed(newest.get()) && !overdue(run)) {
            return false;
        }
        List<StoredHistory> histories =
                newest.map(history -> store(run, history)).orElse(List.of());
        histories.forEach(history -> note(run, history));
        jdbc.sql("update ops.runs set history_sha256 = ? where id = ? and history_sha256 is null")
                .params(histories.isEmpty() ? "" : histories.get(0).sha256(), run.id())
                .update();
        return true;
    }

    /** The histories of a run, its own first: from the archive, or as they are now. */
    List<StoredHistory> histories(Run run) {
        String archived = run.historySha256();
        if (archived == null) {
            return engine.newest(workflowId(run))
                    .map(history -> store(run, history))
                    .orElse(List.of());
        }
        return jdbc.sql("""
                        select workflow_id, engine_run_id, sha256, bytes from ops.run_histories
                        where run_id = ? order by sha256 <> ?, workflow_id, engine_run_id
                        """)
                .params(run.id(), archived)
                .query((row, n) -> new StoredHistory(
                        row.getString("workflow_id"),
                        row.getString("engine_run_id"),
                        row.getString("sha256"),
                        row.getLong("bytes"),
                        row.getString("sha256").equals(archived)))
                .list();
    }

    private List<UUID> pending() {
        return jdbc.sql("""
                        select id from ops.runs
                        where finished_at < now() - make_interval(secs => ?) and history_sha256 is null order by finished_at limit ?
                        """)
                .params(archiveAfter.toMillis() / 1e3, BATCH)
                .query(UUID.class)
                .list();
    }

    private static boolean overdue(Run run) {
        Instant finished = run.finishedAt();
        return finished != null && finished.isBefore(Instant.now().minus(PATIENCE));
    }

    private String workflowId(Run run) {
        return RunLauncher.workflowId(projects.require(run.projectId()), run);
    }

    private List<StoredHistory> store(Run run, WorkflowExecutionHistory newest) {
        List<StoredHistory> stored = new ArrayList<>();
        stored.add(store(run, newest, true));
        engine.relatedTo(newest).forEach(history -> stored.add(store(run, history, false)));
        return List.copyOf(stored);
    }

    private StoredHistory store(Run run, WorkflowExecutionHistory history, boolean own) {
        // What a worker knew and had not written when it died; all the others are on record under the same keys.
        List<NewEvent> completed = CompletedSteps.in(history);
        if (!completed.isEmpty()) {
            recorder.record(run.id(), "workbench", completed, false);
        }
        String workflowId = history.getWorkflowExecution().getWorkflowId();
        byte[] json =
                decryption.decrypt(history).toJson(false).replace("\n", "").getBytes(StandardCharsets.UTF_8);
        ObjectStore.StoredObject object = store.put(new ByteArrayInputStream(json));
        return new StoredHistory(workflowId, EngineHistories.engineRun(history), object.sha256(), object.bytes(), own);
    }

    private void note(Run run, StoredHistory history) {
        jdbc.sql("""
                        insert into ops.run_histories (run_id, project_id, workflow_id, engine_run_id, sha256, bytes)
                        values (?, ?, ?, ?, ?, ?) on conflict do nothing
                        """)
                .params(
                        run.id(),
                        run.projectId(),
                        history.workflowId(),
                        history.engineRunId(),
                        history.sha256(),
                        history.bytes())
                .update();
    }
}
