package io.workbenchx.cli;

import io.workbenchx.cli.command.FailureReport;
import io.workbenchx.cli.command.ShellFactory;
import io.workbenchx.cli.command.UsageReport;
import io.workbenchx.cli.shell.Shell;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wbx}: the command line. */
@Command(
        name = "wbx",
        mixinStandardHelpOptions = true,
        versionProvider = Wbx.Version.class,
        description = "A governed workbench on which a company builds and deploys AI on its own data.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  wbx demo                     real data through governed runs to a live endpoint, with proof",
            "  wbx up                       start the workbench on this machine",
            "  wbx login --url URL          sign in to another one",
            "  wbx run training --dataset breast-cancer --runtime tabular --wait",
            "  wbx help predict             what a command takes, with examples",
            "",
            "Exit status:",
            "  0  done",
            "  1  refused, or the run that was waited for did not succeed",
            "  2  the command line is wrong",
            "  3  no workbench answers",
            "  4  not signed in, or not allowed",
            "",
            "Environment: WBX_URL, WBX_API_KEY, WBX_PROJECT win over the stored sign-in; WBX_CONFIG names its file;",
            "NO_COLOR switches colours off."
        })
public final class Wbx implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do.");
    }

    public static void main(String[] arguments) {
        var shell = Shell.system();
        int exitCode = run(shell, arguments);
        shell.out().flush();
        shell.err().flush();
        System.exit(exitCode);
    }

    /** Runs one command line in the given shell and gives its exit status. */
    public static int run(Shell shell, String... arguments) {
        return commandLine(shell, arguments.length == 0 ? "" : arguments[0]).execute(arguments);
    }

    /**
     * The parser for a command line that begins with the given word. Building the model of a command costs time, so only the command
     * asked for is built, and all of them only where all are needed: for help, completion and mistakes.
     */
    static CommandLine commandLine(Shell shell, String first) {
        var factory = new ShellFactory(shell);
        var root = new CommandLine(new Wbx(), factory);
        Map<String, Class<?>> commands = Commands.all();
        if (commands.containsKey(first) && !first.equals(Commands.NEEDS_ALL)) {
            add(root, factory, first, commands.get(first));
        } else {
            commands.forEach((name, type) -> add(root, factory, name, type));
            root.addSubcommand(new CommandLine.HelpCommand());
        }
        return root.setOut(new PrintWriter(shell.out(), true))
                .setErr(new PrintWriter(shell.err(), true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        shell.style().colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setExecutionExceptionHandler(new FailureReport(shell))
                .setParameterExceptionHandler(new UsageReport(shell))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(110);
    }

    private static void add(CommandLine root, ShellFactory factory, String name, Class<?> type) {
        var command = new CommandLine(type, factory);
        command.getCommandSpec().name(name);
        root.addSubcommand(name, command);
    }

    /** The version in the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Wbx.class.getPackage().getImplementationVersion();
            return new String[] {
                "wbx " + (version == null ? "development" : version) + " (Java " + Runtime.version() + ")"
            };
        }
    }
}
