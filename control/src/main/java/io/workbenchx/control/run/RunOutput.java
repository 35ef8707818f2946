package io.workbenchx.control.run;

import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.artifact.ArtifactService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Output of a run, live or archived: readers need not know which. */
@Component
public class RunOutput {

    /** Path of the archived output among the run's artifacts. */
    public static final String ARTIFACT = "logs/output.log";

    /** Path of the same output as records: JSON lines, compressed. */
    public static final String RECORDS = "logs/records.jsonl.gz";

    private static final int PIECE = 1 << 20;

    private final RunLogs live;
    private final ArtifactService artifacts;

    RunOutput(RunLogs live, ArtifactService artifacts) {
        this.live = live;
        this.artifacts = artifacts;
    }

    /** The archived output. */
    public record Archived(String sha256, long bytes) {}

    /** Lines of a run, and where to go on. */
    public record Lines(List<LogRecord> records, long next) {
        public Lines {
            records = List.copyOf(records);
        }
    }

    /** Moves the output of an ended workload to artifacts; again, it changes nothing. */
    public Archived archive(UUID projectId, UUID runId) {
        Optional<Artifact> before = archived(projectId, runId, ARTIFACT);
        if (before.isPresent() && live.end(runId) == 0) {
            return new Archived(before.get().sha256(), before.get().bytes());
        }
        LivePieces pieces = new LivePieces(live, runId, PIECE);
        String owner = "runs/" + runId;
        artifacts.keep(projectId, runId, owner, RECORDS, LogArchive.records(pieces), "application/gzip");
        Artifact stored =
                artifacts.keep(projectId, runId, owner, ARTIFACT, LogArchive.text(pieces), "text/plain; charset=utf-8");
        live.remove(runId);
        return new Archived(stored.sha256(), stored.bytes());
    }

    /** Output from an offset on; empty when there is none (yet). */
    public RunLogs.Piece read(UUID projectId, UUID runId, long offset, int maxBytes) {
        RunLogs.Piece piece = live.read(runId, offset, maxBytes);
        return piece.content().length > 0
                ? piece
                : archived(projectId, runId, ARTIFACT)
                        .map(artifact -> part(artifact, offset, maxBytes))
                        .orElse(piece);
    }

    /** The output from an offset on, as far as there is any now; of an archive in one go. */
    public InputStream open(UUID projectId, UUID runId, long offset) {
        Optional<Artifact> archived = archived(projectId, runId, ARTIFACT).filter(artifact -> live.end(runId) == 0);
        if (archived.isEmpty()) {
            return LogArchive.text(new LivePieces(live, runId, PIECE).from(offset));
        }
        InputStream content = artifacts.open(archived.get());
        try {
            content.skipNBytes(Math.min(offset, archived.get().bytes()));
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the archived output", e);
        }
    }

    /**
     * Lines that were complete when this was asked, or all when the run has ended.
     *
     * @param ended no more will come, so that what has no line end is a line as well
     */
    public Lines lines(UUID projectId, UUID runId, long offset, boolean ended) {
        RunLogs.Piece piece = live.read(runId, offset, PIECE);
        if (piece.content().length == 0) {
            return ended ? new Lines(List.of(), offset) : new Lines(List.of(), piece.offset());
        }
        long end = live.end(runId);
        LogRecords found = LogRecords.of(piece, ended && piece.end() >= end);
        if (found.records().isEmpty() && piece.end() < end) {
            found = LogRecords.of(
                    piece, true); // so many small pieces without a line end that more of them will not help
        }
        return new Lines(found.records(), found.next());
    }

    /**
     * Shows the lines from an offset on, as far as there are any now.
     *
     * @param ended see {@link #lines}
     * @param visitor gets some lines at a time, and answers whether it wants more
     * @return after the last line that was shown
     */
    public long visit(UUID projectId, UUID runId, long offset, boolean ended, Predicate<Lines> visitor) {
        long next = offset;
        Lines lines = lines(projectId, runId, next, ended);
        while (!lines.records().isEmpty()) {
            next = lines.next();
            if (!visitor.test(lines)) {
                return next;
            }
            lines = lines(projectId, runId, next, ended);
        }
        Optional<Artifact> archive = archived(projectId, runId, RECORDS).filter(artifact -> live.end(runId) == 0);
        return archive.isPresent() ? LogArchive.visit(artifacts.open(archive.get()), next, visitor) : next;
    }

    private Optional<Artifact> archived(UUID projectId, UUID runId, String path) {
        return artifacts.find(projectId, "runs/" + runId, path);
    }

    private RunLogs.Piece part(Artifact artifact, long offset, int maxBytes) {
        if (offset >= artifact.bytes()) {
            return new RunLogs.Piece(offset, new byte[0], List.of());
        }
        try (InputStream content = artifacts.open(artifact)) {
            content.skipNBytes(offset);
            return new RunLogs.Piece(offset, content.readNBytes(maxBytes), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the archived output", e);
        }
    }
}
