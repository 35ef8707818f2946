package io.workbenchx.providers.runner;

import java.time.Instant;

/**
 * Tells who wrote a piece of output, and when: it holds from its offset to the next mark's.
 *
 * @param offset counted as in {@link LogChunk}
 * @param at when it was written, to about ten milliseconds
 */
public record LogMark(long offset, Stream stream, Instant at) {

    /** Of the two that a process has. */
    public enum Stream {
        STDOUT,
        STDERR
    }
}
