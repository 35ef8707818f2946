package io.workbenchx.control.run;

import java.io.ByteArrayOutputStream;
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
     */
    public record Piece(long offset, byte[] content) {
        public long end() {
            return offset + content.length;
        }
    }

    /** Adds output; the same offset again changes nothing. */
    @Transactional
    public void append(UUID runId, long offset, byte[] content) {
        append(runId, offset, content, offset + content.length);
    }

    /**
     * Adds output that is not quite what its source said, because secrets in it were masked.
     *
     * @param sourceEnd offset in the source at which what follows begins
     */
    @Transactional
    public void append(UUID runId, long offset, byte[] content, long sourceEnd) {
        if (content.length > 0) {
            jdbc.sql("""
                            insert into ops.run_logs (run_id, project_id, start_offset, content, source_end)
                            select r.id, r.project_id, ?, ?, ? from ops.runs r where r.id = ? on conflict do nothing
                            """).params(offset, content, sourceEnd, runId).update();
        }
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
        long[] start = {-1};
        jdbc.sql("""
                        select start_offset, content from ops.run_logs
                        where run_id = ? and start_offset + length(content) > ? order by start_offset limit 64
                        """)
                .params(runId, offset)
                .query((row, n) -> new Piece(row.getLong("start_offset"), row.getBytes("content")))
                .list()
                .forEach(piece -> {
                    boolean continues = start[0] < 0 || start[0] + content.size() == piece.offset();
                    if (continues && content.size() < maxBytes) {
                        int skip = (int) Math.max(0, offset - piece.offset());
                        start[0] = start[0] < 0 ? piece.offset() + skip : start[0];
                        content.write(piece.content(), skip, piece.content().length - skip);
                    }
                });
        return new Piece(start[0] < 0 ? offset : start[0], content.toByteArray());
    }
}
