package io.workbenchx.cli.command;

import io.workbenchx.cli.client.ApiException;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.client.Problem;
import io.workbenchx.cli.client.Remedy;
import io.workbenchx.cli.client.UnreachableException;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Shows every failure the same way: what happened, its code, and what to do; as JSON where a machine listens. */
public record FailureReport(Shell shell) implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        boolean json = commandLine.getCommand() instanceof WbxCommand command && command.json();
        var problem = problem(failure);
        if (json) {
            shell.err().println(Json.write(problem.json()));
        } else {
            print(problem);
        }
        if (!(failure instanceof CommandException) && shell.variable("WBX_TRACE") != null) {
            failure.printStackTrace(shell.err());
        }
        return exitCode(failure, problem);
    }

    private void print(Problem problem) {
        var style = shell.style();
        shell.err().println(style.bad("wbx: ") + problem.detail());
        var code = new StringBuilder("     " + problem.code());
        if (problem.status() > 0) {
            code.append(", status ").append(problem.status());
        }
        if (problem.run() != null) {
            code.append(", run ").append(problem.run());
        }
        shell.err().println(style.quiet(code.toString()));
        Remedy.of(problem.code()).ifPresent(remedy -> shell.err().println("     → " + remedy));
    }

    private static int exitCode(Exception failure, Problem problem) {
        if (failure instanceof UsageException) {
            return ExitCode.USAGE;
        }
        if (failure instanceof UnreachableException || problem.status() == 503) {
            return ExitCode.UNREACHABLE;
        }
        return problem.status() == 401 || problem.status() == 403 ? ExitCode.DENIED : ExitCode.FAILED;
    }

    private static Problem problem(Exception failure) {
        if (failure instanceof ApiException refused) {
            return refused.problem();
        }
        var message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (failure instanceof UsageException) {
            return new Problem(0, "USAGE", message, null);
        }
        if (failure instanceof UnreachableException) {
            return new Problem(0, "UNREACHABLE", message, null);
        }
        return failure instanceof CommandException
                ? new Problem(0, "FAILED", message, null)
                : new Problem(0, "BUG", "wbx itself failed: " + failure + ". WBX_TRACE=1 shows where.", null);
    }
}
