package io.workbenchx.cli.policy;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code wbx policy versions}. */
@Command(
        name = "versions",
        description = "Every policy that was in force, newest first.",
        footer = {"", "Examples:", "  wbx policy versions"})
final class PolicyVersionsCommand extends ProjectScopedCommand {

    PolicyVersionsCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var versions = api().get(path("policy", "versions"));
        answer(versions, () -> print(versions));
        return ExitCode.OK;
    }

    private void print(JsonNode versions) {
        var table = Table.of("VERSION", "BY", "AT", "SHA256", "NOTE");
        for (var version : Json.items(versions)) {
            table.row(
                    Json.text(version, "version"),
                    Json.text(version, "createdBy"),
                    Json.text(version, "createdAt"),
                    Json.text(version, "sha256")
                            .substring(
                                    0, Math.min(12, Json.text(version, "sha256").length())),
                    Json.text(version, "note"));
        }
        table.print(shell().out(), style(), "No policy.");
    }
}
