package io.workbenchx.control.run;

import io.workbenchx.providers.runner.LogMark;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** Output of a run as it is kept: its text, and its lines as JSON, compressed part by part. Nothing is held in memory but a part. */
final class LogArchive {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int SOME = 500;

    private LogArchive() {}

    static InputStream text(Iterable<RunLogs.Piece> pieces) {
        return joined(pieces.iterator(), piece -> new ByteArrayInputStream(piece.content()));
    }

    /** Lines begun in one piece and ended in the next are put together. */
    static InputStream records(Iterable<RunLogs.Piece> pieces) {
        Iterator<RunLogs.Piece> rest = pieces.iterator();
        if (!rest.hasNext()) {
            return compressed(List.of());
        }
        RunLogs.Piece[] carried = {null};
        return joined(rest, piece -> {
            RunLogs.Piece whole = carried[0] == null ? piece : joined(carried[0], piece);
            LogRecords lines = LogRecords.of(whole, !rest.hasNext());
            int done = (int) (lines.next() - whole.offset());
            byte[] open = Arrays.copyOfRange(whole.content(), done, whole.content().length);
            carried[0] = open.length == 0
                    ? null
                    : new RunLogs.Piece(lines.next(), open, LogRecords.marksFrom(whole.marks(), lines.next()));
            return compressed(lines.records());
        });
    }

    private static RunLogs.Piece joined(RunLogs.Piece one, RunLogs.Piece other) {
        byte[] content = Arrays.copyOf(one.content(), one.content().length + other.content().length);
        System.arraycopy(other.content(), 0, content, one.content().length, other.content().length);
        List<LogMark> marks = new ArrayList<>(one.marks());
        marks.addAll(other.marks());
        return new RunLogs.Piece(one.offset(), content, marks);
    }

    private static InputStream compressed(List<LogRecord> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            for (LogRecord line : records) {
                out.write(JSON.writeValueAsBytes(line));
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    /** Shows the lines from {@code offset} on, some at a time; where to go on. */
    static long visit(InputStream archive, long offset, Predicate<RunOutput.Lines> visitor) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(archive), StandardCharsets.UTF_8))) {
            long next = offset;
            List<LogRecord> some = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                LogRecord record = JSON.readValue(line, LogRecord.class);
                if (record.seq() < offset) {
                    continue;
                }
                some.add(record);
                next = record.seq() + 1;
                if (some.size() == SOME) {
                    if (!visitor.test(new RunOutput.Lines(some, next))) {
                        return next;
                    }
                    some.clear();
                }
            }
            if (!some.isEmpty() && !visitor.test(new RunOutput.Lines(some, next))) {
                return next;
            }
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the archived lines", e);
        }
    }

    private static InputStream joined(Iterator<RunLogs.Piece> pieces, Function<RunLogs.Piece, InputStream> content) {
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return pieces.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return content.apply(pieces.next());
            }
        });
    }
}
