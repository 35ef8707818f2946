package io.workbenchx.activities.run;

import io.workbenchx.control.run.RunLogs;
import io.workbenchx.providers.runner.LogChunk;
import io.workbenchx.providers.runner.LogMark;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadLease;
import io.workbenchx.providers.secret.SecretMask;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Passes the output of a workload on, masked: the one way by which it reaches anybody. What may be the beginning of a secret waits for what
 * follows it; where to go on is stored together with the output, so that a crash between two pieces neither repeats nor reveals anything.
 * Output without end is cut, which a line in its place says.
 */
final class MaskedLog {

    /** Longer than every form of a secret, so that a full piece always has something to take. */
    private static final int CHUNK = 256 << 10;

    private static final int SKIP = 8 << 20;

    private final Runner runner;
    private final RunLogs logs;
    private final WorkloadHandle workload;
    private final SecretMask mask;
    private final LogProperties limits;
    private final WorkloadLease lease;

    MaskedLog(
            Runner runner,
            RunLogs logs,
            WorkloadHandle workload,
            SecretMask mask,
            LogProperties limits,
            WorkloadLease lease) {
        this.runner = runner;
        this.logs = logs;
        this.workload = workload;
        this.mask = mask;
        this.limits = limits;
        this.lease = lease;
        logs.fence(workload.runId(), workload.name(), lease.fence());
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
        long source = logs.sourceEnd(workload.runId());
        long log = logs.end(workload.runId());
        long cap = limits.cap().toBytes();
        while (true) {
            if (log >= cap && !ended) {
                return;
            }
            long from = log >= cap ? lastPart(source) : source;
            LogChunk chunk = runner.readLog(workload, from, CHUNK);
            int cut = chunk.offset() == source ? 0 : secondHalf(chunk);
            if (chunk.content().length - cut <= 0) {
                return;
            }
            SecretMask.Masked masked = mask.mask(
                    cut == 0 ? chunk.content() : Arrays.copyOfRange(chunk.content(), cut, chunk.content().length),
                    ended && chunk.content().length < CHUNK);
            if (masked.consumed() == 0) {
                return;
            }
            long began = chunk.offset() + cut;
            Stored stored = stored(log, chunk, began, masked, began - source);
            source = began + masked.consumed();
            lease.check();
            logs.append(
                    workload.runId(),
                    workload.name(),
                    lease.fence(),
                    new RunLogs.Watched(log, stored.content(), source, stored.marks()));
            log += stored.content().length;
        }
    }

    /** What of an output beyond the cap is still kept; nothing else of it is read twice. */
    private long lastPart(long source) {
        long end = source;
        LogChunk chunk = runner.readLog(workload, end, SKIP);
        while (chunk.content().length > 0) {
            end = chunk.offset() + chunk.content().length;
            chunk = runner.readLog(workload, end, SKIP);
        }
        return Math.max(source, end - limits.end().toBytes());
    }

    /**
     * Bytes at the beginning of a chunk that are not passed on: when output before it was dropped, they may be the second half of a
     * secret.
     */
    private int secondHalf(LogChunk chunk) {
        return Math.min(chunk.content().length, Math.max(0, mask.longest() - 1));
    }

    private record Stored(byte[] content, List<LogMark> marks) {}

    /** With a notice before it, when something is missing there; and one after it, when the cap is reached. */
    private Stored stored(long log, LogChunk chunk, long began, SecretMask.Masked masked, long missing) {
        Instant at =
                chunk.marks().isEmpty() ? Instant.now() : chunk.marks().get(0).at();
        byte[] before = missing == 0
                ? new byte[0]
                : notice(missing + " bytes of output were cut here: there was more than is kept.");
        long cap = limits.cap().toBytes();
        long end = log + before.length + masked.content().length;
        byte[] after = log < cap && end >= cap
                ? notice("The output reached " + limits.cap() + "; of what follows only the end will be kept.")
                : new byte[0];
        List<LogMark> marks = new ArrayList<>();
        if (before.length > 0) {
            marks.add(new LogMark(log, LogMark.Stream.STDERR, at));
        }
        chunk.marks().stream()
                .filter(mark -> mark.offset() < began + masked.consumed())
                .map(mark -> new LogMark(
                        log + before.length + masked.position((int) Math.max(0, mark.offset() - began)),
                        mark.stream(),
                        mark.at()))
                .forEach(marks::add);
        if (after.length > 0) {
            marks.add(new LogMark(end, LogMark.Stream.STDERR, Instant.now()));
        }
        byte[] content = Arrays.copyOf(before, before.length + masked.content().length + after.length);
        System.arraycopy(masked.content(), 0, content, before.length, masked.content().length);
        System.arraycopy(after, 0, content, content.length - after.length, after.length);
        return new Stored(content, marks);
    }

    private static byte[] notice(String text) {
        return ("\n[workbench] " + text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
