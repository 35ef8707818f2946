package io.workbenchx.cli.project;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx member remove}. */
@Command(
        name = "remove",
        description = "Take a member out of the project; the last admin cannot be.",
        footer = {"", "Examples:", "  wbx member remove ana -p churn"})
final class MemberRemoveCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "USER", description = "The user's name.")
    private String user = "";

    MemberRemoveCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        api().delete(path("members", user));
        answer(
                Json.object().put("project", project()).put("removed", user),
                () -> say(user + " is no member of " + project() + " any more"));
        return ExitCode.OK;
    }
}
