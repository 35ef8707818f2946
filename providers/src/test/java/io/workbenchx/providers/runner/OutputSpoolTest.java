package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputSpoolTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00.000000001Z");

    @TempDir
    private Path directory;

    @Test
    void goesOnWhereItWasWithoutLossAndRepetition() {
        OutputSpool first = OutputSpool.open(directory, 4, 1000);
        first.accept(START, bytes("one "));
        first.accept(START.plusNanos(5), bytes("two "));
        first.accept(START.plusNanos(5), bytes("three "));

        OutputSpool second = OutputSpool.open(directory, 4, 1000);
        assertThat(second.since()).isEqualTo(START.plusNanos(5));
        second.accept(START, bytes("one "));
        second.accept(START.plusNanos(5), bytes("two "));
        second.accept(START.plusNanos(5), bytes("three "));
        second.accept(START.plusNanos(5), bytes("four "));
        second.accept(START.plusNanos(3), bytes("late"));

        assertThat(content()).isEqualTo("one two three four late");
    }

    @Test
    void forgetsWhatWasWrittenAfterTheLastNote() throws IOException {
        OutputSpool first = OutputSpool.open(directory, 4, 1000);
        first.accept(START, bytes("kept"));
        Files.writeString(directory.resolve("seg.000001.log"), "torn", StandardOpenOption.CREATE);
        Files.writeString(directory.resolve("seg.000002.log"), "torn");

        OutputSpool.open(directory, 4, 1000).accept(START.plusNanos(1), bytes("!"));

        assertThat(content()).isEqualTo("kept!");
    }

    @Test
    void dropsTheOldestBeyondTheCap() {
        OutputSpool spool = OutputSpool.open(directory, 4, 8);
        spool.accept(START, bytes("0123456789abcdef!"));

        LogChunk chunk = new WorkloadLog(directory, 4).read(0, 100);
        assertThat(chunk.offset()).isEqualTo(chunk.dropped()).isPositive();
        assertThat(new String(chunk.content(), StandardCharsets.UTF_8)).endsWith("cdef!");
        assertThat(chunk.offset() + chunk.content().length).isEqualTo(17);
    }

    private String content() {
        return new String(new WorkloadLog(directory, 4).read(0, 100).content(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
