package io.workbenchx.control.run;

import io.workbenchx.providers.runner.LogMark;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Marks of a piece of output, as they are stored with it: see {@code ops.run_logs.marks}. */
final class LogMarks {

    private static final int BYTES = 2 * Long.BYTES;

    private LogMarks() {}

    static byte @Nullable [] write(List<LogMark> marks) {
        if (marks.isEmpty()) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.allocate(marks.size() * BYTES);
        for (LogMark mark : marks) {
            buffer.putLong(mark.offset())
                    .putLong(mark.at().toEpochMilli() * 2 + mark.stream().ordinal());
        }
        return buffer.array();
    }

    /**
     * @param offset of the piece, and when it was stored: what holds where nothing was marked
     */
    static List<LogMark> read(byte @Nullable [] stored, long offset, Instant at) {
        if (stored == null) {
            return List.of(new LogMark(offset, LogMark.Stream.STDOUT, at));
        }
        List<LogMark> marks = new ArrayList<>(stored.length / BYTES);
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        while (buffer.remaining() >= BYTES) {
            long start = buffer.getLong();
            long time = buffer.getLong();
            marks.add(new LogMark(start, LogMark.Stream.values()[(int) (time & 1)], Instant.ofEpochMilli(time >> 1)));
        }
        return marks;
    }
}
