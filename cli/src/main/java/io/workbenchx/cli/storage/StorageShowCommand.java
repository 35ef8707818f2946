package io.workbenchx.cli.storage;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code wbx storage show}. */
@Command(
        name = "show",
        description = "How much a project keeps and may keep; with --all, what the whole installation keeps.",
        footer = {"", "Examples:", "  wbx storage show -p churn", "  wbx storage show --all --json"})
final class StorageShowCommand extends ProjectScopedCommand {

    @Option(names = "--all", description = "Everything: objects, garbage, projects and workers (administrators).")
    private boolean all;

    StorageShowCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var report = api().get(all ? ApiPath.of("storage") : path("storage"));
        answer(report, () -> {
            if (all) {
                everything(report);
            } else {
                projects(Json.object().putArray("projects").add(report));
            }
        });
        return ExitCode.OK;
    }

    private void everything(JsonNode report) {
        say(Json.text(report, "objects") + " objects, " + size(report, "bytes") + "; garbage "
                + Json.text(report, "garbageObjects") + ", " + size(report, "garbageBytes")
                + " (left alone for " + Json.text(report, "grace") + " after the last upload)");
        if (!Json.text(report, "damagedObjects").equals("0")) {
            say(style().bad(Json.text(report, "damagedObjects") + " objects are damaged")
                    + ": wbx audit list --all --type object.damaged names them");
        }
        var last = report.path("lastCollection");
        if (last.isObject()) {
            say("last collection " + Json.text(last, "at") + " by " + Json.text(last, "actor") + ": "
                    + Json.text(last, "objects") + " objects, " + size(last, "bytes") + " freed, "
                    + Json.text(last, "missing") + " missing");
        }
        projects(report.path("projects"));
        var hosts = Table.of("WORKER", "ENVIRONMENTS", "SIZE", "RUN DIRECTORIES", "FREED", "FREE", "AT");
        for (var host : report.path("hosts")) {
            hosts.row(
                    Json.text(host, "host"),
                    Json.text(host, "environments"),
                    size(host, "environmentBytes"),
                    Json.text(host, "runDirectories"),
                    size(host, "freedBytes"),
                    size(host, "freeBytes"),
                    Json.text(host, "at"));
        }
        hosts.print(shell().out(), style(), "No worker has looked at its disk yet.");
    }

    private void projects(JsonNode projects) {
        var table = Table.of("PROJECT", "ARTIFACTS", "SIZE", "DATASET VERSIONS", "SIZE", "MOST");
        for (var project : projects) {
            table.row(
                    Json.text(project, "project"),
                    Json.text(project, "artifacts"),
                    size(project, "artifactBytes"),
                    Json.text(project, "datasetVersions"),
                    size(project, "datasetBytes"),
                    Json.text(project, "limitBytes").isEmpty() ? "no limit" : size(project, "limitBytes"));
        }
        table.print(shell().out(), style(), "There are no projects.");
    }

    private static String size(JsonNode node, String name) {
        return Units.bytes(node.path(name).asLong());
    }
}
