package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;

/**
 * Output that arrives from elsewhere as a stream of dated pieces, kept as files in which any byte can be found ({@link WorkloadLog}). Where
 * the stream was is kept with it: whoever goes on with it, in this process or another, asks for it anew from about there and gets nothing
 * twice. Used by one at a time.
 */
public final class OutputSpool {

    private final Path directory;
    private final long segmentBytes;
    private final long segments;
    private Position position;
    /** Until the stream has come to where it was. */
    private boolean resuming;

    private int repeated;

    private OutputSpool(Path directory, long segmentBytes, long segments, Position position) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.segments = segments;
        this.position = position;
        this.resuming = position.bytes() > 0;
    }

    /**
     * @param last when the last piece was written, at its source
     * @param count pieces with that time
     * @param bytes kept by then
     */
    private record Position(Instant last, int count, long bytes) {}

    /** Goes on where it was left; what was written after the last note of the position is written again. */
    public static OutputSpool open(Path directory, long segmentBytes, long capBytes) {
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve("position");
            Position position = new Position(Instant.EPOCH, 0, 0);
            if (Files.exists(file)) {
                String[] words = Files.readString(file).split(" ");
                position = new Position(Instant.parse(words[0]), Integer.parseInt(words[1]), Long.parseLong(words[2]));
            }
            OutputSpool spool =
                    new OutputSpool(directory, segmentBytes, Math.max(2, capBytes / segmentBytes), position);
            spool.truncate();
            return spool;
        } catch (IOException e) {
            throw new RunnerException("cannot open the output in " + directory, e);
        }
    }

    /** From when on the stream is to be asked for. */
    public Instant since() {
        return position.last();
    }

    /** How much is kept, from the stream's beginning; for streams without dates. */
    public long bytes() {
        return position.bytes();
    }

    /** What comes after {@link #bytes()} in a stream without dates. */
    public void append(byte[] content, int length) {
        resuming = false;
        accept(Instant.EPOCH, Arrays.copyOf(content, length));
    }

    /** A piece that was written at that time. */
    public void accept(Instant at, byte[] content) {
        if (resuming && known(at)) {
            return;
        }
        resuming = false;
        try {
            write(content);
            boolean same = at.equals(position.last());
            position = new Position(at, same ? position.count() + 1 : 1, position.bytes() + content.length);
            note();
        } catch (IOException e) {
            throw new RunnerException("cannot keep output in " + directory, e);
        }
    }

    private boolean known(Instant at) {
        if (at.equals(position.last())) {
            repeated++;
            return repeated <= position.count();
        }
        return at.isBefore(position.last());
    }

    private void write(byte[] content) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(content);
        long at = position.bytes();
        while (rest.hasRemaining()) {
            long room = segmentBytes - at % segmentBytes;
            ByteBuffer piece = rest.slice(rest.position(), (int) Math.min(room, rest.remaining()));
            int bytes = piece.remaining();
            try (FileChannel channel =
                    FileChannel.open(segment(at / segmentBytes), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                long to = at % segmentBytes;
                while (piece.hasRemaining()) {
                    to += channel.write(piece, to);
                }
            }
            rest.position(rest.position() + bytes);
            at += bytes;
            if (at % segmentBytes == 0) {
                Files.deleteIfExists(segment(at / segmentBytes - segments));
            }
        }
    }

    private void truncate() throws IOException {
        Path last = segment(position.bytes() / segmentBytes);
        if (Files.exists(last)) {
            try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
                channel.truncate(position.bytes() % segmentBytes);
            }
        }
        for (long next = position.bytes() / segmentBytes + 1; Files.deleteIfExists(segment(next)); next++) {}
    }

    private void note() throws IOException {
        Path fresh = directory.resolve("position.new");
        Files.write(
                fresh,
                (position.last() + " " + position.count() + " " + position.bytes()).getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, directory.resolve("position"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path segment(long number) {
        return directory.resolve(String.format("seg.%06d.log", number));
    }
}
