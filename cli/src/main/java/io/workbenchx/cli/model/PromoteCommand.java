package io.workbenchx.cli.model;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx promote}. */
@Command(
        description = "Make the model that a run logged the next version of a registered model.",
        footer = {
            "",
            "Examples:",
            "  wbx promote 0198c0de-… breast-cancer",
            "  wbx promote RUN churn --json | jq .version"
        })
public final class PromoteCommand extends ProjectScopedCommand {

    @Parameters(index = "0", paramLabel = "RUN", description = "The run that logged the model.")
    private String run = "";

    @Parameters(index = "1", paramLabel = "MODEL", description = "The registered model; it is made when there is none.")
    private String model = "";

    PromoteCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var version = new Models(api(), project()).promote(model, run);
        answer(version, () -> {
            say("model " + model + "@" + Json.text(version, "version") + "  from run " + run);
            say(style().quiet("deploy it: wbx deploy " + model + "@" + Json.text(version, "version")));
        });
        return ExitCode.OK;
    }
}
