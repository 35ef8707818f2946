package io.workbenchx.control.run;

import java.time.Instant;

/**
 * A line that a run wrote.
 *
 * @param seq byte of the run's output at which it begins: unique within the run and growing, and where to go on reading
 * @param at when it was written
 * @param stream {@code stdout} or {@code stderr}
 * @param text without its line end; of a line longer than 64 KiB a part
 */
public record LogRecord(long seq, Instant at, String stream, String text) {}
