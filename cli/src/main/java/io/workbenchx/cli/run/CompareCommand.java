package io.workbenchx.cli.run;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Shell;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx compare}. */
@Command(
        description = "Parameters and metrics of runs side by side; rows that differ carry a star.",
        footer = {"", "Examples:", "  wbx compare 0198c0de-… 0198c0df-…", "  wbx compare RUN RUN RUN --json"})
public final class CompareCommand extends ProjectScopedCommand {

    @Parameters(arity = "2..*", paramLabel = "RUN", description = "The runs' ids.")
    private List<String> runs = new ArrayList<>();

    CompareCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var answer = api().get(path("compare").query("runs", String.join(",", runs)));
        answer(answer, () -> new Comparison(answer).print(shell()));
        return ExitCode.OK;
    }
}
