package io.workbenchx.cli.dataset;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx dataset show}. */
@Command(
        name = "show",
        description = "A dataset: its versions, and the columns of the latest.",
        footer = {"", "Examples:", "  wbx dataset show customers", "  wbx dataset show customers --json"})
final class DatasetShowCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "NAME", description = "The dataset.")
    private String name = "";

    DatasetShowCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var dataset = api().get(path("datasets", name));
        answer(dataset, () -> print(dataset));
        return ExitCode.OK;
    }

    private void print(JsonNode dataset) {
        var versions = Table.of("VERSION", "FILE", "ROWS", "SIZE", "SHA256", "LICENCE", "AGE");
        for (var version : Json.items(dataset)) {
            versions.row(
                    Json.text(version, "version"),
                    Json.text(version, "fileName"),
                    Json.text(version, "rows"),
                    Units.bytes(Json.number(version, "bytes")),
                    DatasetVersions.shortDigest(version),
                    Json.text(version, "licence"),
                    Units.age(Json.text(version, "createdAt"), shell().clock().instant()));
        }
        versions.print(shell().out(), style(), "No versions yet.");
        var columns = Table.of("COLUMN", "TYPE", "NULLABLE");
        for (var latest : DatasetVersions.newest(Json.items(dataset))) {
            for (var column : latest.path("columns")) {
                columns.row(Json.text(column, "name"), Json.text(column, "type"), Json.text(column, "nullable"));
            }
        }
        if (columns.size() > 0) {
            say("");
            columns.print(shell().out(), style(), "");
        }
    }
}
