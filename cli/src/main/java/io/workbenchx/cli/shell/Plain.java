package io.workbenchx.cli.shell;

/** Text that others wrote (names, reasons, summaries) made harmless: control characters would let it repaint the terminal. */
public final class Plain {

    private Plain() {}

    /** The text on one line. */
    public static String line(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    /** The text with its line breaks and tabs, but nothing else that steers. */
    public static String lines(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]+", " ");
    }
}
