package io.workbenchx.cli.policy;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx policy diff}. */
@Command(
        name = "diff",
        description = "What changed between two versions of the policy.",
        footer = {"", "Examples:", "  wbx policy diff 2", "  wbx policy diff 2 3"})
final class PolicyDiffCommand extends ProjectScopedCommand {

    @Parameters(index = "0", paramLabel = "FROM", description = "The earlier version; 0 is the default of this build.")
    private int from;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TO",
            description = "The later version (default: the one in force).")
    private @Nullable Integer to;

    PolicyDiffCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var diff = api().get(path("policy", "diff").query("from", from).query("to", to));
        answer(diff, () -> shell().out().print(Json.text(diff, "diff")));
        return ExitCode.OK;
    }
}
