package io.workbenchx.activities.run;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Makes one harmless line of what a workload wrote, for messages: they end in logs, events and terminals, where a line end begins another
 * record, and an escape sequence moves the cursor.
 */
final class OneLine {

    private static final String BETWEEN = " | ";

    private OneLine() {}

    /** The lines one after another, with everything that is not shown as it is written out as {@code \\u001b}. */
    static String of(List<String> lines) {
        return lines.stream().map(OneLine::visible).collect(Collectors.joining(BETWEEN));
    }

    private static String visible(String line) {
        StringBuilder visible = new StringBuilder(line.length());
        line.codePoints().forEach(character -> {
            if (shown(character)) {
                visible.appendCodePoint(character);
            } else {
                visible.append(String.format(Locale.ROOT, "\\u%04x", character));
            }
        });
        return visible.toString();
    }

    /** Neither controls nor what reorders or breaks lines (bidirectional marks, separators), nor what is no character at all. */
    private static boolean shown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
