package io.workbenchx.control.run;

import io.workbenchx.providers.runner.LogMark;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayOutputStream;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Live output of runs, by byte offset. The worker appends what it reads; anyone allowed reads from where they stopped. */
@Component
public class RunLogs {

    private final JdbcClient jdbc;

    RunLogs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A piece of output.
     *
     * @param offset of its first byte; beyond the one asked for when output in between was cut
     * @param marks who wrote what of it, when; the first holds at {@code offset}
     */
    public record Piece(long offset, byte[] content, List<LogMark> marks) {
        public Piece {
            marks = List.copyOf(marks);
        }

        public long end() {
            return offset + content.length;
        }
    }

    /**
     * Output of a workload that somebody watches.
     *
     * @param offset where it goes in the output of the run
     * @param sourceEnd offset in the workload's own output at which what follows begins: masking changes lengths
     * @param marks by their offsets in the output of the run
     */
    public record Watched(long offset, byte[] content, long sourceEnd, List<LogMark> marks) {
        public Watched {
            marks = List.copyOf(marks);
        }
    }

    /** Adds output; the same offset again changes nothing. */
    @Transactional
    public void append(UUID runId, long offset, byte[] content) {
        if (content.length > 0) {
            jdbc.sql("""
                            insert into ops.run_logs (run_id, project_id, start_offset, content)
                            select r.id, r.project_id, ?, ? from ops.runs r where r.id = ? on conflict do nothing
                            """).params(offset, content, runId).update();
        }
    }

    /** From now on only writes with this number, or a higher one, count. */
    @Transactional
    public void fence(UUID runId, String workload, long fence) {
        jdbc.sql("""
                        insert into ops.workload_fences as f (run_id, project_id, name, fence)
                        select r.id, r.project_id, ?, ? from ops.runs r where r.id = ?
                        on conflict (run_id, name) do update set fence = greatest(f.fence, excluded.fence)
                        """).params(workload, fence, runId).update();
    }

    /**
     * Adds output of a workload; the same offset again changes nothing.
     *
     * @throws WorkbenchException UNAVAILABLE when somebody else has taken charge of the workload since: nothing was written
     */
    @Transactional
    public void append(UUID runId, String workload, long fence, Watched output) {
        // The row stays locked to the end, so that nobody takes over between the look and the write.
        Long latest = jdbc.sql("select fence from ops.workload_fences where run_id = ? and name = ? for share")
                .params(runId, workload)
                .query(Long.class)
                .optional()
                .orElse(fence);
        if (latest > fence) {
            throw new WorkbenchException(
                    FailureCode.UNAVAILABLE,
                    "Another worker has taken charge of workload " + workload + " of run " + runId
                            + "; what this one still had to write is left to it.");
        }
        jdbc.sql("""
                        insert into ops.run_logs (run_id, project_id, start_offset, content, source_end, marks)
                        select r.id, r.project_id, ?, ?, ?, ? from ops.runs r where r.id = ? on conflict do nothing
                        """)
                .params(output.offset(), output.content(), output.sourceEnd())
                .param(LogMarks.write(output.marks()))
                .param(runId)
                .update();
    }

    /** Where to go on reading the source. */
    @Transactional(readOnly = true)
    public long sourceEnd(UUID runId) {
        return jdbc.sql("""
                        select coalesce((select coalesce(source_end, start_offset + length(content)) from ops.run_logs
                        where run_id = ? order by start_offset desc limit 1), 0)
                        """).param(runId).query(Long.class).single();
    }

    /** Forgets the live output: it is archived. */
    @Transactional
    public void remove(UUID runId) {
        jdbc.sql("delete from ops.run_logs where run_id = ?").param(runId).update();
    }

    /** Where the next byte goes. */
    @Transactional(readOnly = true)
    public long end(UUID runId) {
        return jdbc.sql("""
                        select coalesce((select start_offset + length(content) from ops.run_logs where run_id = ?
                        order by start_offset desc limit 1), 0)
                        """).param(runId).query(Long.class).single();
    }

    /** Output from an offset on, at least one stored piece and about {@code maxBytes}; empty when there is none. */
    @Transactional(readOnly = true)
    public Piece read(UUID runId, long offset, int maxBytes) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        List<LogMark> marks = new ArrayList<>();
        long[] start = {-1};
        jdbc.sql("""
                        select start_offset, content, marks, at from (
                          select *, sum(length(content)) over (order by start_offset) - length(content) as before from (
                            select * from ops.run_logs where run_id = :run and start_offset + length(content) > :offset
                            and start_offset >= coalesce((select max(start_offset) from ops.run_logs
                              where run_id = :run and start_offset <= :offset), 0)
                            order by start_offset limit 64) as following) as counted
                        where before < :bytes order by start_offset
                        """)
                .param("run", runId)
                .param("offset", offset)
                .param("bytes", maxBytes)
                .query((row, n) -> new Piece(
                        row.getLong("start_offset"),
                        row.getBytes("content"),
                        LogMarks.read(
                                row.getBytes("marks"),
                                row.getLong("start_offset"),
                                row.getObject("at", OffsetDateTime.class).toInstant())))
                .list()
                .forEach(piece -> {
                    boolean continues = start[0] < 0 || start[0] + content.size() == piece.offset();
                    if (continues && content.size() < maxBytes) {
                        int skip = (int) Math.max(0, offset - piece.offset());
                        start[0] = start[0] < 0 ? piece.offset() + skip : start[0];
                        content.write(piece.content(), skip, piece.content().length - skip);
                        marks.addAll(piece.marks());
                    }
                });
        return new Piece(start[0] < 0 ? offset : start[0], content.toByteArray(), marks);
    }
}
