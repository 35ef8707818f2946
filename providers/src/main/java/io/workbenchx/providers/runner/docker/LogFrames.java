package io.workbenchx.providers.runner.docker;

import io.workbenchx.providers.runner.OutputSpool;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * The daemon's stream of dated output: frames of a head (stream, three zeros, length) and one entry, {@code time content}. Read here and not by
 * the library, which passes on parts of frames, so that neither their times nor their ends can be told.
 */
final class LogFrames {

    private static final int HEAD = 8;
    /** The daemon writes entries of 16 kB; a longer one means that this is no such stream. */
    private static final int LONGEST = 1 << 20;

    private LogFrames() {}

    /** To the end of the stream. */
    static void copy(InputStream stream, OutputSpool spool) throws IOException {
        DataInputStream frames = new DataInputStream(stream);
        byte[] head = new byte[HEAD];
        while (frames.readNBytes(head, 0, HEAD) == HEAD) {
            int length =
                    ((head[4] & 0xFF) << 24) | ((head[5] & 0xFF) << 16) | ((head[6] & 0xFF) << 8) | (head[7] & 0xFF);
            if (length < 0 || length > LONGEST) {
                throw new IOException("a frame of " + length + " bytes");
            }
            byte[] entry = frames.readNBytes(length);
            if (entry.length < length) {
                throw new EOFException("the stream ended within a frame");
            }
            int space = 0;
            while (space < length && entry[space] != ' ') {
                space++;
            }
            if (space == length) {
                throw new IOException("an entry without its time");
            }
            Instant at = Instant.parse(new String(entry, 0, space, StandardCharsets.US_ASCII));
            spool.accept(at, Arrays.copyOfRange(entry, space + 1, length));
        }
    }
}
