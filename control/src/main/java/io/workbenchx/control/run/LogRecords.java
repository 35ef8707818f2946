package io.workbenchx.control.run;

import io.workbenchx.providers.runner.LogMark;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lines of a piece of output. A line ends where it ends, where the other stream begins, or when it is longer than anybody reads.
 *
 * @param next byte of the output at which the first line begins that is not among them
 */
record LogRecords(List<LogRecord> records, long next) {

    static final int LONGEST = 64 << 10;

    /**
     * @param last nothing follows: what has no line end is a line as well
     */
    static LogRecords of(RunLogs.Piece piece, boolean last) {
        List<LogRecord> records = new ArrayList<>();
        byte[] content = piece.content();
        List<LogMark> marks = piece.marks();
        int at = 0;
        int mark = 0;
        while (at < content.length) {
            while (mark + 1 < marks.size() && marks.get(mark + 1).offset() <= piece.offset() + at) {
                mark++;
            }
            int end = end(content, at, otherStream(piece, mark));
            if (end < 0 && !last) {
                break;
            }
            int to = end < 0 ? content.length : end;
            records.add(record(piece, marks.get(mark), at, to));
            at = to;
        }
        return new LogRecords(records, piece.offset() + at);
    }

    /** Those that hold at an offset and after it. */
    static List<LogMark> marksFrom(List<LogMark> marks, long offset) {
        int first = 0;
        while (first + 1 < marks.size() && marks.get(first + 1).offset() <= offset) {
            first++;
        }
        return marks.subList(first, marks.size());
    }

    /** Where the other stream takes over, counted in the piece. */
    private static int otherStream(RunLogs.Piece piece, int mark) {
        List<LogMark> marks = piece.marks();
        for (int next = mark + 1; next < marks.size(); next++) {
            if (marks.get(next).stream() != marks.get(mark).stream()) {
                return (int) (marks.get(next).offset() - piece.offset());
            }
        }
        return Integer.MAX_VALUE;
    }

    /** After the line that begins at {@code from}; negative when it may go on after the piece. */
    private static int end(byte[] content, int from, int other) {
        int most = Math.min(Math.min(content.length, from + LONGEST), other);
        for (int at = from; at < most; at++) {
            if (content[at] == '\n') {
                return at + 1;
            }
        }
        return most == content.length && most != other && most < from + LONGEST ? -1 : most;
    }

    private static LogRecord record(RunLogs.Piece piece, LogMark mark, int from, int to) {
        int end = to;
        if (end > from && piece.content()[end - 1] == '\n') {
            end--;
        }
        if (end > from && piece.content()[end - 1] == '\r') {
            end--;
        }
        return new LogRecord(
                piece.offset() + from,
                mark.at(),
                mark.stream().name().toLowerCase(Locale.ROOT),
                new String(piece.content(), from, end - from, StandardCharsets.UTF_8));
    }
}
