package io.workbenchx.activities.run;

import io.workbenchx.control.run.RunLogs;
import io.workbenchx.providers.runner.LogChunk;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.secret.SecretMask;
import java.util.Arrays;

/**
 * Passes the output of a workload on, masked: the one way by which it reaches anybody. What may be the beginning of a secret waits for what
 * follows it; where to go on is stored together with the output, so that a crash between two pieces neither repeats nor reveals anything.
 */
final class MaskedLog {

    /** Longer than every form of a secret, so that a full piece always has something to take. */
    private static final int CHUNK = 256 << 10;

    private final Runner runner;
    private final RunLogs logs;
    private final WorkloadHandle workload;
    private final SecretMask mask;

    MaskedLog(Runner runner, RunLogs logs, WorkloadHandle workload, SecretMask mask) {
        this.runner = runner;
        this.logs = logs;
        this.workload = workload;
        this.mask = mask;
    }

    /** Passes on what there is, but for what may turn out to be a secret. */
    void pump() {
        pump(false);
    }

    /** To be called when the workload has ended. */
    void pumpToTheEnd() {
        pump(true);
    }

    private void pump(boolean ended) {
        Position at = new Position(logs.sourceEnd(workload.runId()), logs.end(workload.runId()));
        while (true) {
            LogChunk chunk = runner.readLog(workload, at.source(), CHUNK);
            byte[] content = chunk.content();
            int cut = lost(chunk, at.source());
            if (content.length - cut <= 0) {
                return;
            }
            byte[] piece = cut == 0 ? content : Arrays.copyOfRange(content, cut, content.length);
            SecretMask.Masked masked = mask.mask(piece, ended && content.length < CHUNK);
            if (masked.consumed() == 0) {
                return;
            }
            at = at.after(chunk.offset() + cut, masked);
            logs.append(workload.runId(), at.log() - masked.content().length, masked.content(), at.source());
        }
    }

    /**
     * Bytes at the beginning of a chunk that are not passed on: when output before it was dropped, they may be the second half of a
     * secret.
     */
    private int lost(LogChunk chunk, long expected) {
        return chunk.offset() == expected ? 0 : Math.min(chunk.content().length, Math.max(0, mask.longest() - 1));
    }

    /**
     * How far we are.
     *
     * @param source in the workload's own output
     * @param log in what is stored of it
     */
    private record Position(long source, long log) {
        /** What was dropped in between leaves a gap as long as it was. */
        Position after(long began, SecretMask.Masked piece) {
            return new Position(began + piece.consumed(), log + (began - source) + piece.content().length);
        }
    }
}
