package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A workload's output, in files of equal size; byte {@code n} is in file {@code n / segmentBytes}. */
public record WorkloadLog(Path directory, long segmentBytes) {

    private static final int LARGEST_READ = 8 << 20;

    public LogChunk read(long offset, int maxBytes) {
        if (offset < 0 || maxBytes < 0) {
            throw new IllegalArgumentException("offset " + offset + ", bytes " + maxBytes);
        }
        try {
            ByteBuffer buffer = ByteBuffer.allocate(Math.min(maxBytes, LARGEST_READ));
            while (true) {
                long from = Math.max(offset, firstOffset());
                try {
                    fill(buffer, from);
                } catch (NoSuchFileException e) {
                    if (firstOffset() > from) { // dropped between the look and the read
                        buffer.clear();
                        continue;
                    }
                }
                byte[] content = Arrays.copyOf(buffer.array(), buffer.position());
                return new LogChunk(from, content, from - offset, marks(from, from + content.length));
            }
        } catch (IOException e) {
            throw new RunnerException("cannot read the log in " + directory, e);
        }
    }

    /** Fills what is there; stops at the end of the output, which may grow. */
    private void fill(ByteBuffer buffer, long from) throws IOException {
        while (buffer.hasRemaining()) {
            long at = from + buffer.position();
            try (FileChannel channel = FileChannel.open(segment(at / segmentBytes, "log"), StandardOpenOption.READ)) {
                if (channel.read(buffer, at % segmentBytes) <= 0) {
                    return;
                }
            }
        }
    }

    private List<LogMark> marks(long from, long to) throws IOException {
        List<LogMark> marks = new ArrayList<>();
        for (long at = from; at < to; at = (at / segmentBytes + 1) * segmentBytes) {
            long end = Math.min(to, (at / segmentBytes + 1) * segmentBytes);
            marks.addAll(new LogIndex(segment(at / segmentBytes, "idx")).between(at, end));
        }
        return marks;
    }

    private Path segment(long number, String kind) {
        return directory.resolve(String.format("seg.%06d.%s", number, kind));
    }

    private long firstOffset() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Optional<Long> first = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("seg\\.[0-9]{6}\\.log"))
                    .map(name -> Long.valueOf(name.substring(4, 10)))
                    .min(Long::compare);
            return first.orElse(0L) * segmentBytes;
        }
    }
}
