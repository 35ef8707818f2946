package io.workbenchx.cli.audit;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code wbx audit list}. */
@Command(
        name = "list",
        description = "Who did what in the project, newest first: events of runs and everything else.",
        footer = {
            "",
            "Examples:",
            "  wbx audit list --person ana --type run.queued",
            "  wbx audit list --dataset churn@3 --from 2026-01-01",
            "  wbx audit list --all --type runtime.approved --json"
        })
final class AuditListCommand extends ProjectScopedCommand {

    @Mixin
    private AuditOptions options = new AuditOptions();

    @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int limit = 50;

    @Option(names = "--cursor", paramLabel = "TEXT", description = "Go on where an earlier list ended.")
    private @Nullable String cursor;

    AuditListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var page = api().get(options.on(options.all() ? ApiPath.of("audit") : path("audit"))
                .query("limit", limit)
                .query("cursor", cursor));
        answer(page, () -> print(page));
        return ExitCode.OK;
    }

    private void print(JsonNode page) {
        var table = Table.of("TIME", "PROJECT", "PERSON", "WHAT", "TO", "WITH");
        for (var entry : Json.items(page)) {
            table.row(
                    Json.text(entry, "at").replaceAll("\\.\\d+Z$", "Z"),
                    Json.text(entry, "project"),
                    Json.text(entry, "actor"),
                    Json.text(entry, "type"),
                    Json.text(entry, "subject"),
                    materials(entry));
        }
        table.print(shell().out(), style(), "Nothing matches.");
        var next = Json.text(page, "next");
        if (!next.isEmpty()) {
            progress("more: --cursor " + next);
        }
    }

    private static String materials(JsonNode entry) {
        return Json.items(Json.at(entry, "run", "materials")).stream()
                .filter(material -> !Json.text(material, "role").equals("OUTPUT"))
                .map(AuditListCommand::name)
                .collect(Collectors.joining(", "));
    }

    private static String name(JsonNode material) {
        var version = Json.text(material, "version");
        var digest = Json.text(material, "digest");
        if (Json.text(material, "kind").equals("code")) {
            return "code " + digest.substring(0, Math.min(12, digest.length()));
        }
        return Json.text(material, "kind") + " " + Json.text(material, "name")
                + (version.isEmpty() ? "" : "@" + version);
    }
}
