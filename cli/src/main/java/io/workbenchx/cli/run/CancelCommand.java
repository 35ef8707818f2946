package io.workbenchx.cli.run;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx cancel}. */
@Command(
        description = "Stop a run, its whole process group included; for a deployment: take the endpoint down.",
        footer = {"", "Examples:", "  wbx cancel 0198c0de-…", "  wbx cancel 0198c0de-… --reason 'wrong dataset' --wait"
        })
public final class CancelCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Recorded with the cancellation.")
    private @Nullable String reason;

    @Option(
            names = {"-w", "--wait"},
            description = "Come back when the run has ended.")
    private boolean wait;

    CancelCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var body = Json.object();
        if (reason != null) {
            body.put("reason", reason);
        }
        api().post(path("runs", run, "cancel"), body);
        var runs = new Runs(api(), project());
        var now = wait ? runs.await(run) : runs.get(run);
        answer(now, () -> print(now));
        return ExitCode.OK;
    }

    private void print(JsonNode now) {
        if (Runs.terminal(now)) {
            new RunView(shell()).ended(now);
        } else {
            say("run " + run + "  cancellation requested, still " + style().state(Json.text(now, "state")));
        }
    }
}
