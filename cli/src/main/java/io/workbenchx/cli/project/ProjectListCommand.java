package io.workbenchx.cli.project;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code wbx project list}. */
@Command(
        name = "list",
        description = "The projects you are a member of.",
        footer = {"", "Examples:", "  wbx projects", "  wbx projects --json"})
public final class ProjectListCommand extends RemoteCommand {

    ProjectListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var projects = api().get(ApiPath.of("projects"));
        answer(projects, () -> print(projects));
        return ExitCode.OK;
    }

    private void print(JsonNode projects) {
        var table = Table.of("NAME", "TEMPLATE", "CODE", "USD SPENT", "USD LIMIT", "AGE");
        var now = shell().clock().instant();
        for (var project : Json.items(projects)) {
            var code = Json.text(project, "codeSha");
            table.row(
                    Json.text(project, "name"),
                    Json.text(project, "template"),
                    code.substring(0, Math.min(10, code.length())),
                    Json.text(project, "budget", "USD", "spent"),
                    Json.text(project, "budget", "USD", "limit"),
                    Units.age(Json.text(project, "createdAt"), now));
        }
        table.print(shell().out(), style(), "No projects yet. Create one: wbx project create NAME");
    }
}
