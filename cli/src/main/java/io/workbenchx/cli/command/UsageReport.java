package io.workbenchx.cli.command;

import io.workbenchx.cli.client.Problem;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Answers a wrong command line with what is wrong and where help is, not with pages of it. */
public record UsageReport(Shell shell) implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine where = failure.getCommandLine();
        var what = what(failure);
        if (Arrays.asList(arguments).contains("--json")) {
            shell.err().println(Json.write(new Problem(0, "USAGE", what, null).json()));
            return ExitCode.USAGE;
        }
        shell.err().println(shell.style().bad("wbx: ") + what);
        UnmatchedArgumentException.printSuggestions(failure, new PrintWriter(shell.err(), true));
        shell.err().println("     → " + where.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String what(ParameterException failure) {
        boolean noSuchCommand = failure instanceof UnmatchedArgumentException unmatched
                && !failure.getCommandLine().getSubcommands().isEmpty()
                && !unmatched.isUnknownOption();
        return noSuchCommand
                ? "There is no command \""
                        + ((UnmatchedArgumentException) failure).getUnmatched().get(0) + "\"."
                : String.valueOf(failure.getMessage());
    }
}
