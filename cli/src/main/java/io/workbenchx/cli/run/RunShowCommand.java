package io.workbenchx.cli.run;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx run show}. */
@Command(
        name = "show",
        description = "A run: state, reason, spec, cost, result.",
        footer = {"", "Examples:", "  wbx run show 0198c0de-…", "  wbx run show 0198c0de-… --json"})
final class RunShowCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    RunShowCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var found = new Runs(api(), project()).get(run);
        answer(found, () -> new RunView(shell()).show(found));
        return ExitCode.OK;
    }
}
