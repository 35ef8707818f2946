package io.workbenchx.cli.secret;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import picocli.CommandLine.Command;

/** {@code wbx secret list}. */
@Command(
        name = "list",
        description = "The secrets of the project: names, versions, who set them and when.",
        footer = {"", "Examples:", "  wbx secret list", "  wbx secret list -p churn --json"})
final class SecretListCommand extends ProjectScopedCommand {

    SecretListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var secrets = api().get(path("secrets"));
        answer(secrets, () -> {
            var now = shell().clock().instant();
            var table = Table.of("NAME", "VERSION", "SET", "BY");
            for (var secret : Json.items(secrets)) {
                table.row(
                        Json.text(secret, "name"),
                        Json.text(secret, "version"),
                        Units.age(Json.text(secret, "updatedAt"), now),
                        Json.text(secret, "updatedBy"));
            }
            table.print(shell().out(), style(), "No secrets. Set one: wbx secret set NAME");
        });
        return ExitCode.OK;
    }
}
