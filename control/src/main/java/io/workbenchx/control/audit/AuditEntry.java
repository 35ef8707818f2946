package io.workbenchx.control.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event of either log, with what is known of the run it belongs to.
 *
 * @param log {@code run} or {@code audit}
 * @param chain run, or project; the nil UUID for the installation
 * @param project name; null for the installation
 * @param actor who did it, by name
 * @param subject what it was done to
 * @param record canonical JSON, the very text that was hashed
 * @param hash lower-case hex of sha256(record)
 * @param run null outside of runs
 */
public record AuditEntry(
        String log,
        UUID chain,
        long seq,
        Instant at,
        @Nullable UUID projectId,
        @Nullable String project,
        String actor,
        String type,
        String subject,
        String record,
        String hash,
        @Nullable RunFacts run) {

    /**
     * Which run it was.
     *
     * @param materials what it was made from, and what came of it
     */
    public record RunFacts(UUID id, String kind, String state, String summary, List<Material> materials) {}

    /**
     * Something a run used or made.
     *
     * @param role INPUT (pinned), LOGGED (as an outside client said) or OUTPUT
     * @param kind code, dataset, model or runtime
     * @param version of datasets and models; empty otherwise
     * @param digest hex: git commit of code, sha256 of everything else
     */
    public record Material(String role, String kind, String name, String version, String digest) {}

    AuditCursor place() {
        return new AuditCursor(at, chain, seq);
    }

    AuditEntry with(@Nullable String projectName, @Nullable RunFacts facts) {
        return new AuditEntry(log, chain, seq, at, projectId, projectName, actor, type, subject, record, hash, facts);
    }
}
