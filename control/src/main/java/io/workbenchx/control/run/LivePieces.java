package io.workbenchx.control.run;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.UUID;

/** Live output of a run, piece by piece, as far as there is any when it is asked for. */
record LivePieces(RunLogs live, UUID runId, int bytes, long start) implements Iterable<RunLogs.Piece> {

    LivePieces(RunLogs live, UUID runId, int bytes) {
        this(live, runId, bytes, 0);
    }

    LivePieces from(long offset) {
        return new LivePieces(live, runId, bytes, offset);
    }

    @Override
    public Iterator<RunLogs.Piece> iterator() {
        return new Iterator<>() {
            private RunLogs.Piece next = live.read(runId, start, bytes);

            @Override
            public boolean hasNext() {
                return next.content().length > 0;
            }

            @Override
            public RunLogs.Piece next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                RunLogs.Piece now = next;
                next = live.read(runId, now.end(), bytes);
                return now;
            }
        };
    }
}
