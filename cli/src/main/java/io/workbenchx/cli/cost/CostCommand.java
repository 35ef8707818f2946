package io.workbenchx.cli.cost;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code wbx cost}. */
@Command(
        description = "What was spent, runs under way included, by day, run, person, kind or project.",
        footer = {
            "",
            "Examples:",
            "  wbx cost",
            "  wbx cost --by person --from 2026-01-01",
            "  wbx cost --all --by project --csv costs.csv"
        })
public final class CostCommand extends ProjectScopedCommand {

    @Option(names = "--by", paramLabel = "WHAT", description = "day (default), run, person, kind or project.")
    private @Nullable String by;

    @Option(names = "--all", description = "Of all projects (administrators).")
    private boolean all;

    @Option(names = "--person", paramLabel = "NAME", description = "Only runs this user asked for.")
    private @Nullable String person;

    @Option(names = "--from", paramLabel = "DAY", description = "First day, UTC.")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "Last day, UTC.")
    private @Nullable LocalDate to;

    @Option(names = "--csv", paramLabel = "FILE", description = "Store it as CSV instead of showing it.")
    private @Nullable Path csv;

    CostCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var path = (all ? ApiPath.of("costs") : path("costs"))
                .query("by", by)
                .query("person", person)
                .query("from", from)
                .query("to", to);
        if (csv != null) {
            var file = csv;
            long bytes = api().download(path.query("format", "csv"), file);
            var answer = Json.object().put("file", file.toString()).put("bytes", bytes);
            answer(answer, () -> say(file + "  " + Units.bytes(bytes)));
            return ExitCode.OK;
        }
        var report = api().get(path);
        answer(report, () -> print(report));
        return ExitCode.OK;
    }

    private void print(JsonNode report) {
        var table = Table.of(
                Json.text(report, "by").toUpperCase(Locale.ROOT),
                "RUNS",
                "USD",
                "CPU S",
                "TOKENS",
                "OPEN USD",
                "ABOUT");
        for (var row : Json.items(report)) {
            table.row(
                    Json.text(row, "key"),
                    Json.text(row, "runs"),
                    amount(row.path("amounts"), "USD", "spent"),
                    amount(row.path("amounts"), "CPU_SECONDS", "spent"),
                    amount(row.path("amounts"), "TOKENS", "spent"),
                    amount(row.path("amounts"), "USD", "reserved"),
                    Json.text(row, "label"));
        }
        table.print(shell().out(), style(), "Nothing was spent.");
        var total = report.path("total");
        if (!total.isEmpty()) {
            say("total " + Units.usd(Json.number(total, "USD", "spent")) + ", "
                    + Units.decimal(Json.number(total, "CPU_SECONDS", "spent"), 1) + " CPU s; open runs may spend "
                    + Units.usd(Json.number(total, "USD", "reserved")) + " more");
        }
    }

    private static String amount(JsonNode amounts, String unit, String what) {
        return Units.decimal(Json.number(amounts, unit, what), 6);
    }
}
