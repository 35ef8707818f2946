package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;

/** {@code wbx user list}. */
@Command(
        name = "list",
        description = "Everybody the workbench knows. Administrators may.",
        footer = {"", "Examples:", "  wbx user list", "  wbx user list --json"})
final class UserListCommand extends RemoteCommand {

    UserListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var users = api().get(ApiPath.of("users"));
        answer(users, () -> UserTable.print(users, shell(), "No users."));
        return ExitCode.OK;
    }
}
