package io.workbenchx.cli.run;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Plain;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx run}: asks for a run, and follows it when told to. */
@Command(
        description = {
            "Start a run of a kind: training (default), environment, deployment, probe.",
            "The options describe a training; any kind can be given as a spec file."
        },
        subcommands = RunShowCommand.class,
        footer = {
            "",
            "Examples:",
            "  wbx run training --dataset breast-cancer --runtime tabular --param n_estimators=200 --wait",
            "  wbx run --spec training.json --timeout 10m --budget USD=0.05",
            "  wbx run training --dataset breast-cancer --runtime tabular --preview",
            "  wbx run probe --wait",
            "  wbx run show 0198c0de-…"
        })
public final class RunCommand extends ProjectScopedCommand {

    @Parameters(arity = "0..1", paramLabel = "KIND", description = "What to run (default: ${DEFAULT-VALUE}).")
    private String kind = "training";

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    @Option(names = "--priority", paramLabel = "1-5", description = "1 goes first; 3 is usual.")
    private @Nullable Integer priority;

    @Option(
            names = {"-w", "--wait"},
            description =
                    "Follow the output to the end; the exit status tells how the run ended. Ctrl-C stops only the following.")
    private boolean wait;

    @Option(
            names = "--preview",
            description =
                    "Start nothing: say what would be reserved, what such runs usually use, and whether it could begin now.")
    private boolean preview;

    RunCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var request = options.request(kind);
        if (priority != null) {
            request.put("priority", priority);
        }
        var runs = new Runs(api(), project());
        if (preview) {
            return preview(runs.preview(request));
        }
        var started = runs.start(request);
        return wait ? follow(runs, started) : started(started);
    }

    private int preview(JsonNode found) {
        answer(found, () -> {
            say(Plain.line(Json.text(found, "summary")) + "  "
                    + style().quiet("spec sha256 " + Json.text(found, "specSha256")));
            var table = Table.of("", "reserves", "usually", "project has");
            for (var unit : Json.fields(found.path("budget"))) {
                var amounts = unit.getValue();
                table.row(
                        unit.getKey(),
                        Json.text(amounts, "reserved"),
                        Json.text(amounts, "typical"),
                        Json.text(amounts, "available"));
            }
            table.print(shell().out(), style(), "It reserves nothing.");
            say(
                    !found.path("fits").asBoolean(false)
                            ? "It would be refused: the project's budget does not cover it."
                            : found.path("waits").asBoolean(false)
                                    ? "It would wait: as many runs of the project are under way as may be."
                                    : "It could begin now.");
        });
        return found.path("fits").asBoolean(false) ? ExitCode.OK : ExitCode.FAILED;
    }

    private int started(JsonNode run) {
        answer(run, () -> {
            say("run " + Runs.id(run) + "  " + style().state(Json.text(run, "state")));
            say(style().quiet("follow it: wbx logs -f " + Runs.id(run)));
        });
        return ExitCode.OK;
    }

    private int follow(Runs runs, JsonNode started) {
        progress("run " + Runs.id(started) + " started");
        var ended = json() ? runs.await(Runs.id(started)) : runs.tail(Runs.id(started), shell().out()::print);
        answer(ended, () -> new RunView(shell()).ended(ended));
        return Runs.succeeded(ended) ? ExitCode.OK : ExitCode.FAILED;
    }
}
