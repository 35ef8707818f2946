package io.workbenchx.control.replica;

import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.RunContext;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Where replicas are and how they stand; what their hosts write and the front door reads. Words about a process that has been followed by
 * another change nothing.
 */
@Component
public class ReplicaRecords {

    /** Output beyond this, of one process, is not kept: a service may run for months. */
    private static final long KEPT_LOG = 16L << 20;

    private final JdbcClient jdbc;

    ReplicaRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Standing of a replica's process. */
    public enum State {
        STARTING,
        HEALTHY,
        UNHEALTHY,
        EXITED,
        STOPPED
    }

    /** A process was started, or found living. */
    @Transactional
    public void started(RunContext run, ReplicaProcess process) {
        jdbc.sql("""
                        insert into ops.replicas as r (run_id, ordinal, project_id, host, attempt, state) values (?, ?, ?, ?, ?, 'STARTING')
                        on conflict (run_id, ordinal) do update set host = excluded.host, attempt = excluded.attempt, state = 'STARTING',
                          socket = null, socket_uid = null, reason = null, log_offset = 0, updated_at = now(),
                          restarts = r.restarts + 1
                        where (r.attempt, r.host) is distinct from (excluded.attempt, excluded.host)
                        """)
                .params(run.runId(), process.ordinal(), run.projectId(), process.host(), process.attempt())
                .update();
    }

    /** It answers, at this socket of this user of its host. */
    @Transactional
    public void healthy(RunContext run, ReplicaProcess process, Path socket, long uid) {
        jdbc.sql("""
                        update ops.replicas set state = 'HEALTHY', socket = ?, socket_uid = ?, reason = null, updated_at = now()
                        where run_id = ? and ordinal = ? and attempt = ?
                        """)
                .params(socket.toString(), uid, run.runId(), process.ordinal(), process.attempt())
                .update();
    }

    @Transactional
    public void changed(RunContext run, ReplicaProcess process, State state, @Nullable String reason) {
        jdbc.sql(
                        "update ops.replicas set state = ?, reason = ?, updated_at = now() where run_id = ? and ordinal = ? and attempt = ?")
                .param(state.name())
                .param(reason)
                .params(run.runId(), process.ordinal(), process.attempt())
                .update();
    }

    /** How much of the process's output is on record. */
    @Transactional(readOnly = true)
    public long logOffset(RunContext run, ReplicaProcess process) {
        return jdbc.sql("select log_offset from ops.replicas where run_id = ? and ordinal = ? and attempt = ?")
                .params(run.runId(), process.ordinal(), process.attempt())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Adds output of a replica to the run's log. Nothing happens when somebody else was faster. */
    @Transactional
    public void appendLog(RunContext run, ReplicaProcess process, long from, long to, byte[] lines) {
        // Replicas of a run write to one log: one after the other.
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 7820003))")
                .param(run.runId().toString())
                .query((row, n) -> 0)
                .list();
        int first = jdbc.sql(
                        "update ops.replicas set log_offset = ? where run_id = ? and ordinal = ? and attempt = ? and log_offset = ?")
                .params(to, run.runId(), process.ordinal(), process.attempt(), from)
                .update();
        if (first > 0 && lines.length > 0 && from < KEPT_LOG) {
            jdbc.sql("""
                            insert into ops.run_logs (run_id, project_id, start_offset, content)
                            select ?, ?, coalesce(max(start_offset + length(content)), 0), ? from ops.run_logs where run_id = ?
                            """)
                    .params(run.runId(), run.projectId(), lines, run.runId())
                    .update();
        }
    }
}
