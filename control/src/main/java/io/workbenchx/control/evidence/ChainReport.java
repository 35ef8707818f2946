package io.workbenchx.control.evidence;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a verification of hash chains found.
 *
 * @param chains that were read
 * @param events in them
 * @param firstBroken where the first chain is broken, by chain and sequence; null when all hold
 */
public record ChainReport(
        long chains, long events, @Nullable Broken firstBroken) {

    /**
     * A place at which the log is not what was written.
     *
     * @param chain run, or project (nil: the installation) of an audit chain
     * @param seq sequence number of the first wrong or missing event
     */
    public record Broken(UUID chain, long seq, String reason) {}

    public boolean ok() {
        return firstBroken == null;
    }
}
