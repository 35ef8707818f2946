package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The marks that {@code pump.py} keeps beside a file of output: 16 bytes each, in the order of their offsets. */
record LogIndex(Path file) {

    private static final int BYTES = 2 * Long.BYTES;

    /** What holds between two offsets; the first mark may begin before. */
    List<LogMark> between(long from, long to) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int count = (int) (channel.size() / BYTES);
            int first = lastAtOrBefore(channel, from, count);
            int next = lastAtOrBefore(channel, to - 1, count) + 1;
            ByteBuffer found = read(channel, first, Math.max(0, next - first));
            List<LogMark> marks = new ArrayList<>();
            while (found.remaining() >= BYTES) {
                long offset = found.getLong();
                long time = found.getLong();
                LogMark.Stream stream = (time & 1) == 0 ? LogMark.Stream.STDOUT : LogMark.Stream.STDERR;
                marks.add(new LogMark(offset, stream, Instant.ofEpochMilli(time >> 1)));
            }
            return marks;
        } catch (NoSuchFileException e) {
            return List.of(); // dropped since
        }
    }

    /** Number of the mark that holds at an offset; the first one when that is later. */
    private static int lastAtOrBefore(FileChannel channel, long offset, int count) throws IOException {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (read(channel, middle, 1).getLong() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static ByteBuffer read(FileChannel channel, int first, int marks) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(marks * BYTES);
        long position = (long) first * BYTES;
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {}
        return buffer.flip();
    }
}
