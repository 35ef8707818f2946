package io.workbenchx.cli.run;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code wbx runs}. */
@Command(
        description = "The project's runs, newest first.",
        footer = {
            "",
            "Examples:",
            "  wbx runs",
            "  wbx runs --kind training --state failed --limit 50",
            "  wbx runs --json | jq '.items[].id'"
        })
public final class RunsCommand extends ProjectScopedCommand {

    @Option(names = "--kind", paramLabel = "KIND", description = "Only runs of this kind.")
    private @Nullable String kind;

    @Option(names = "--state", paramLabel = "STATE", description = "Only runs in this state.")
    private @Nullable String state;

    @Option(names = "--limit", paramLabel = "N", description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--cursor", paramLabel = "TEXT", description = "Go on where an earlier list ended.")
    private @Nullable String cursor;

    RunsCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var page = api().get(path("runs")
                .query("kind", kind)
                .query("state", state == null ? null : state.toUpperCase(Locale.ROOT))
                .query("limit", limit)
                .query("cursor", cursor));
        answer(page, () -> print(page));
        return ExitCode.OK;
    }

    private void print(JsonNode page) {
        var view = new RunView(shell());
        var table = Table.of("ID", "KIND", "STATE", "AGE", "TOOK", "COST", "SUMMARY");
        for (var run : Json.items(page)) {
            table.row(
                    Runs.id(run),
                    Json.text(run, "kind"),
                    Json.text(run, "state"),
                    Units.age(Json.text(run, "createdAt"), shell().clock().instant()),
                    view.took(run),
                    Units.usd(Json.number(run, "cost", "USD", "spent")),
                    Json.text(run, "summary"));
        }
        table.print(shell().out(), style(), "No runs here. Start one: wbx run");
        var next = Json.text(page, "next");
        if (!next.isEmpty()) {
            progress("more: --cursor " + next);
        }
    }
}
