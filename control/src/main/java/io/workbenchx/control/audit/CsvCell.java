package io.workbenchx.control.audit;

import org.jspecify.annotations.Nullable;

/** Text that others chose, made harmless for the spreadsheet that opens it. */
public final class CsvCell {

    private CsvCell() {}

    /** The text, with an apostrophe before it when a spreadsheet would take it for a formula; empty for null. */
    public static String safe(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    }
}
