package io.workbenchx.control.policy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** What differs between two versions of a policy. */
public final class PolicyDiff {

    private PolicyDiff() {}

    /** Lines as {@code diff -u} writes them; empty when nothing differs. */
    public static String between(PolicyVersion from, PolicyVersion to) {
        RawText before = new RawText(from.yaml().getBytes(StandardCharsets.UTF_8));
        RawText after = new RawText(to.yaml().getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (DiffFormatter formatter = new DiffFormatter(lines)) {
            formatter.format(new HistogramDiff().diff(RawTextComparator.DEFAULT, before, after), before, after);
            formatter.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return lines.toString(StandardCharsets.UTF_8);
    }
}
