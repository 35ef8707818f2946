package io.workbenchx.cli.command;

import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Style;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** What every command can do: answer people with tables and machines with JSON. */
@Command(mixinStandardHelpOptions = true)
public abstract class WbxCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print JSON for machines; failures then are JSON on standard error.")
    private boolean json;

    private final Shell shell;

    protected WbxCommand(Shell shell) {
        this.shell = shell;
    }

    /** Does the work and says how it went, as an {@link ExitCode}. */
    @Override
    public abstract Integer call();

    public boolean json() {
        return json;
    }

    protected Shell shell() {
        return shell;
    }

    /** Whether a person reads what is printed; else it may end in a log or in the hands of a program. */
    protected boolean watched() {
        return !json && shell.terminal();
    }

    protected Style style() {
        return shell.style();
    }

    /** Prints the tree for machines, or lets the caller print for people. */
    protected void answer(JsonNode tree, Runnable forPeople) {
        if (json) {
            shell.out().println(Json.pretty(tree));
        } else {
            forPeople.run();
        }
    }

    /** A line of result for people. */
    protected void say(String line) {
        shell.out().println(line);
    }

    /** A line of progress, which is no result: nothing when a machine listens. */
    protected void progress(String line) {
        if (!json) {
            shell.err().println(style().quiet(line));
        }
    }
}
