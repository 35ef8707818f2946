package io.workbenchx.cli.secret;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx secret delete}. */
@Command(
        name = "delete",
        description = "Delete a secret with all its versions. Refused while a run holds it.",
        footer = {"", "Examples:", "  wbx secret delete api-token -p churn"})
final class SecretDeleteCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "NAME", description = "The secret.")
    private String name = "";

    SecretDeleteCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        api().delete(path("secrets", name));
        answer(Json.object().put("deleted", name), () -> say("secret " + name + " deleted"));
        return ExitCode.OK;
    }
}
