package io.workbenchx.control.evidence;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a verification of hash chains found.
 *
 * @param runs whose chains were read
 * @param events in them
 * @param firstBroken where the first chain is broken, by run id and sequence; null when all hold
 */
public record ChainReport(long runs, long events, @Nullable Broken firstBroken) {

    /**
     * A place at which the log is not what was written.
     *
     * @param seq sequence number of the first wrong or missing event
     */
    public record Broken(UUID run, int seq, String reason) {}

    public boolean ok() {
        return firstBroken == null;
    }
}
