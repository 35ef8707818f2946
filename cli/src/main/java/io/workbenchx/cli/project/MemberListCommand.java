package io.workbenchx.cli.project;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import picocli.CommandLine.Command;

/** {@code wbx member list}. */
@Command(
        name = "list",
        description = "Who belongs to the project.",
        footer = {"", "Examples:", "  wbx member list -p churn", "  wbx member list -p churn --json"})
final class MemberListCommand extends ProjectScopedCommand {

    MemberListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var members = api().get(path("members"));
        answer(members, () -> {
            var table = Table.of("USER", "ROLE", "IN THE WORKBENCH", "STATE");
            for (var member : Json.items(members)) {
                table.row(
                        Json.text(member, "user"),
                        Json.text(member, "role"),
                        Json.text(member, "globalRole"),
                        Json.text(member, "disabled").equals("true") ? "DISABLED" : "ACTIVE");
            }
            table.print(shell().out(), style(), "No members.");
        });
        return ExitCode.OK;
    }
}
