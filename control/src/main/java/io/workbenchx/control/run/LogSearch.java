package io.workbenchx.control.run;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds lines in the output of a run, a bounded part of it at a time, in time that grows with what is read and not with the pattern. */
@Component
public class LogSearch {

    /** So much of an output is looked through at once; the answer says where to go on. */
    private static final long MOST_BYTES = 64L << 20;

    private static final long MOST_FOUND_BYTES = 4L << 20;
    private static final int MOST_FOUND = 1000;
    private static final int LONGEST_QUERY = 500;

    private final RunOutput output;

    LogSearch(RunOutput output) {
        this.output = output;
    }

    /**
     * @param text to be found, or an expression in the syntax of RE2
     * @param stream {@code stdout} or {@code stderr}; both when absent
     * @param limit most lines to find
     */
    public record Query(
            String text,
            boolean regex,
            boolean ignoreCase,
            @Nullable String stream,
            int limit) {}

    /**
     * @param next where to go on; absent when all there is was looked through
     */
    public record Found(List<LogRecord> items, @Nullable Long next) {
        public Found {
            items = List.copyOf(items);
        }
    }

    /**
     * @throws WorkbenchException SPEC_INVALID when the query is none
     */
    public Found search(Run run, long offset, Query query) {
        Pattern pattern = pattern(query);
        int limit = Math.max(1, Math.min(query.limit(), MOST_FOUND));
        List<LogRecord> items = new ArrayList<>();
        long[] read = {0, 0};
        Long[] next = {null};
        output.visit(run.projectId(), run.id(), offset, run.state().terminal(), lines -> {
            for (LogRecord line : lines.records()) {
                if (items.size() == limit || read[0] > MOST_BYTES || read[1] > MOST_FOUND_BYTES) {
                    next[0] = line.seq();
                    return false;
                }
                read[0] += line.text().length();
                boolean wanted = query.stream() == null || query.stream().equals(line.stream());
                if (wanted && pattern.matcher(line.text()).find()) {
                    items.add(line);
                    read[1] += line.text().length();
                }
            }
            return true;
        });
        return new Found(items, next[0]);
    }

    private static Pattern pattern(Query query) {
        if (query.text().isEmpty() || query.text().length() > LONGEST_QUERY) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "Say what to look for, in 1 to " + LONGEST_QUERY + " characters.");
        }
        if (query.stream() != null && !List.of("stdout", "stderr").contains(query.stream())) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "A stream is stdout or stderr.");
        }
        try {
            int flags = query.ignoreCase() ? Pattern.CASE_INSENSITIVE : 0;
            return Pattern.compile(query.regex() ? query.text() : Pattern.quote(query.text()), flags);
        } catch (PatternSyntaxException e) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "The expression is not one (the syntax is that of RE2): " + e.getMessage(),
                    e);
        }
    }
}
