package io.workbenchx.cli.run;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Plain;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx reproduce}. */
@Command(
        description = {
            "Repeat a past run with the same code, data, runtime and seed, and report what came out the same.",
            "Metrics and artifact digests are compared. The exit status tells whether the second run succeeded, not whether everything matched."
        },
        footer = {"", "Examples:", "  wbx reproduce 0198c0de-…", "  wbx reproduce 0198c0de-… --json"})
public final class ReproduceCommand extends ProjectScopedCommand {

    private static final int DIGITS_SHOWN = 16;

    @Parameters(paramLabel = "RUN", description = "The run to repeat.")
    private String run = "";

    ReproduceCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var runs = new Runs(api(), project());
        var started = api().post(path("runs", run, "reproduce"), Json.object());
        progress("run " + Runs.id(started) + " repeats " + run);
        var ended = runs.await(Runs.id(started));
        var report = api().get(path("runs", Runs.id(ended), "reproduction"));
        answer(report, () -> print(ended, report));
        return Runs.succeeded(ended) ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(JsonNode ended, JsonNode report) {
        new RunView(shell()).ended(ended);
        print("INPUT", report.path("inputs"), "The inputs of these runs are not known.");
        print("METRIC", report.path("metrics"), "Neither run logged metrics.");
        print("ARTIFACT", report.path("artifacts"), "Neither run kept artifacts.");
        for (var moved : report.path("moved")) {
            say("today a new run would take: " + Plain.line(Json.text(moved)));
        }
    }

    private void print(String heading, JsonNode compared, String whenEmpty) {
        say("");
        var table = Table.of(heading, "ORIGINAL", "REPRODUCTION", "MATCHES");
        for (var row : Json.fields(compared)) {
            table.row(
                    row.getKey(),
                    shown(Json.text(row.getValue(), "original")),
                    shown(Json.text(row.getValue(), "reproduction")),
                    row.getValue().path("matches").asBoolean(false) ? "yes" : "NO");
        }
        table.print(shell().out(), style(), whenEmpty);
    }

    private static String shown(String value) {
        var digits = value.substring(value.indexOf(':') + 1);
        return digits.matches("[0-9a-f]{40,64}") ? digits.substring(0, DIGITS_SHOWN) + "…" : value;
    }
}
