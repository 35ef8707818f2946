package io.workbenchx.providers.runner;

import java.util.List;

/**
 * A piece of a workload's output (stdout and stderr in the order written).
 *
 * @param offset of the first byte, counted from the start of the output
 * @param dropped bytes between the offset asked for and {@code offset} that are gone because the output exceeded its cap
 * @param marks who wrote what, when; the first is at or before {@code offset}. Empty when the runner cannot tell.
 */
public record LogChunk(long offset, byte[] content, long dropped, List<LogMark> marks) {

    public LogChunk {
        marks = List.copyOf(marks);
    }

    /** Output of which nobody knows who wrote it. */
    public LogChunk(long offset, byte[] content, long dropped) {
        this(offset, content, dropped, List.of());
    }
}
