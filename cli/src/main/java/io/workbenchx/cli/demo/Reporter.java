package io.workbenchx.cli.demo;

import io.workbenchx.cli.shell.Plain;
import io.workbenchx.cli.shell.Style;
import io.workbenchx.cli.shell.Units;
import java.io.PrintStream;
import java.time.Duration;

/** Tells what is going on: per step a title, details while it runs, and what it came to, how long it took and the cost so far. */
final class Reporter {

    private final PrintStream out;
    private final Style style;
    private final int steps;

    Reporter(PrintStream out, Style style, int steps) {
        this.out = out;
        this.style = style;
        this.steps = steps;
    }

    void begins(int step, String title) {
        out.println(style.strong("[" + step + "/" + steps + "] " + title));
    }

    void detail(String text) {
        out.println(style.quiet("      │ " + Plain.line(text)));
    }

    void worked(String what, Duration took, Cost soFar) {
        out.println("      " + style.good("✓") + " " + what);
        out.println(style.quiet("        " + Units.duration(took) + ", cost so far " + soFar));
    }

    void failed(Duration took) {
        out.println("      " + style.bad("✗ failed") + style.quiet(" after " + Units.duration(took)));
    }
}
