package io.workbenchx.cli.dataset;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code wbx dataset list}. */
@Command(
        name = "list",
        description = "The project's datasets.",
        footer = {"", "Examples:", "  wbx datasets", "  wbx datasets -p churn --json"})
public final class DatasetListCommand extends ProjectScopedCommand {

    DatasetListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var datasets = api().get(path("datasets"));
        answer(datasets, () -> print(datasets));
        return ExitCode.OK;
    }

    private void print(JsonNode datasets) {
        var table = Table.of("NAME", "VERSION", "ROWS", "SIZE", "SHA256", "AGE");
        for (var latest : DatasetVersions.newest(Json.items(datasets))) {
            table.row(
                    Json.text(latest, "name"),
                    Json.text(latest, "version"),
                    Json.text(latest, "rows"),
                    Units.bytes(Json.number(latest, "bytes")),
                    DatasetVersions.shortDigest(latest),
                    Units.age(Json.text(latest, "createdAt"), shell().clock().instant()));
        }
        table.print(shell().out(), style(), "No datasets yet. Add one: wbx dataset upload FILE");
    }
}
