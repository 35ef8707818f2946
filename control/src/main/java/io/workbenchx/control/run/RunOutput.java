package io.workbenchx.control.run;

import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.artifact.ArtifactService;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Output of a run, live or archived: readers need not know which. */
@Component
public class RunOutput {

    /** Path of the archived output among the run's artifacts. */
    public static final String ARTIFACT = "logs/output.log";

    private static final int PIECE = 1 << 20;

    private final RunLogs live;
    private final ArtifactService artifacts;

    RunOutput(RunLogs live, ArtifactService artifacts) {
        this.live = live;
        this.artifacts = artifacts;
    }

    /** The archived output. */
    public record Archived(String sha256, long bytes) {}

    /** Moves the output of an ended workload to an artifact; again, it changes nothing. */
    public Archived archive(UUID projectId, UUID runId) {
        Optional<Artifact> before = archived(projectId, runId);
        if (before.isPresent() && live.end(runId) == 0) {
            return new Archived(before.get().sha256(), before.get().bytes());
        }
        Artifact stored = artifacts.keep(
                projectId,
                runId,
                "runs/" + runId,
                ARTIFACT,
                new SequenceInputStream(pieces(runId)),
                "text/plain; charset=utf-8");
        live.remove(runId);
        return new Archived(stored.sha256(), stored.bytes());
    }

    /** Output from an offset on; empty when there is none (yet). */
    public RunLogs.Piece read(UUID projectId, UUID runId, long offset, int maxBytes) {
        RunLogs.Piece piece = live.read(runId, offset, maxBytes);
        return piece.content().length > 0
                ? piece
                : archived(projectId, runId)
                        .map(artifact -> part(artifact, offset, maxBytes))
                        .orElse(piece);
    }

    private Optional<Artifact> archived(UUID projectId, UUID runId) {
        return artifacts.find(projectId, "runs/" + runId, ARTIFACT);
    }

    private RunLogs.Piece part(Artifact artifact, long offset, int maxBytes) {
        if (offset >= artifact.bytes()) {
            return new RunLogs.Piece(offset, new byte[0]);
        }
        try (InputStream content = artifacts.open(artifact)) {
            content.skipNBytes(offset);
            return new RunLogs.Piece(offset, content.readNBytes(maxBytes));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the archived output", e);
        }
    }

    private Enumeration<InputStream> pieces(UUID runId) {
        return new Enumeration<>() {
            private RunLogs.Piece next = live.read(runId, 0, PIECE);

            @Override
            public boolean hasMoreElements() {
                return next.content().length > 0;
            }

            @Override
            public InputStream nextElement() {
                if (!hasMoreElements()) {
                    throw new NoSuchElementException();
                }
                InputStream content = new ByteArrayInputStream(next.content());
                next = live.read(runId, next.end(), PIECE);
                return content;
            }
        };
    }
}
