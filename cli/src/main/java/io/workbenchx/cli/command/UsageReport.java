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
        if (Arrays.asList(arguments).contains("--json")) {
            shell.err().println(Json.write(new Problem(0, "USAGE", failure.getMessage(), null).json()));
            return ExitCode.USAGE;
        }
        shell.err().println(shell.style().bad("wbx: ") + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, new PrintWriter(shell.err(), true));
        shell.err().println("     → " + where.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }
}
