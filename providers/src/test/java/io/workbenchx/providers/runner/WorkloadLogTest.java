package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadLogTest {

    @TempDir
    Path directory;

    private WorkloadLog log;

    @BeforeEach
    void threeSegments() throws IOException {
        log = new WorkloadLog(directory, 4);
        Files.writeString(directory.resolve("seg.000000.log"), "abcd");
        Files.writeString(directory.resolve("seg.000001.log"), "efgh");
        Files.writeString(directory.resolve("seg.000002.log"), "ij");
    }

    @Test
    void readsAcrossSegments() {
        assertThat(text(log.read(2, 5))).isEqualTo("cdefg");
        assertThat(text(log.read(0, 100))).isEqualTo("abcdefghij");
    }

    @Test
    void givesNothingAtTheEndUntilThereIsMore() throws IOException {
        assertThat(log.read(10, 100))
                .extracting(LogChunk::offset, LogChunk::dropped)
                .containsExactly(10L, 0L);
        assertThat(log.read(10, 100).content()).isEmpty();

        Files.writeString(directory.resolve("seg.000002.log"), "ijk");

        assertThat(text(log.read(10, 100))).isEqualTo("k");
    }

    @Test
    void tellsWhatWasDropped() throws IOException {
        Files.delete(directory.resolve("seg.000000.log"));

        LogChunk chunk = log.read(1, 3);

        assertThat(chunk).extracting(LogChunk::offset, LogChunk::dropped).containsExactly(4L, 3L);
        assertThat(text(chunk)).isEqualTo("efg");
        assertThat(log.read(8, 3).dropped()).isZero();
    }

    @Test
    void isEmptyBeforeTheFirstByte() throws IOException {
        for (int segment = 0; segment < 3; segment++) {
            Files.delete(directory.resolve("seg.00000" + segment + ".log"));
        }

        assertThat(log.read(0, 10).content()).isEmpty();
    }

    private static String text(LogChunk chunk) {
        return new String(chunk.content(), StandardCharsets.UTF_8);
    }
}
