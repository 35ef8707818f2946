package io.workbenchx.cli.app;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import picocli.CommandLine.Command;

/** {@code wbx app list}. */
@Command(
        name = "list",
        description = "The project's apps.",
        footer = {"", "Examples:", "  wbx app list"})
final class AppListCommand extends ProjectScopedCommand {

    AppListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var found = new Apps(api(), project()).list();
        answer(found, () -> {
            var table = Table.of("NAME", "STATE", "RELEASE", "REPLICAS", "RESTARTS", "ACCESS", "URL");
            for (var app : Json.items(found)) {
                table.row(
                        Json.text(app, "name"),
                        Json.text(app, "state"),
                        Json.text(app, "release"),
                        Json.text(app, "replicas"),
                        Json.text(app, "restarts"),
                        Json.text(app, "access"),
                        Json.text(app, "url"));
            }
            table.print(shell().out(), style(), "No apps yet. Make one: wbx app deploy --help");
        });
        return ExitCode.OK;
    }
}
