package io.workbenchx.cli.app;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.time.Duration;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** A command that starts a deployment of an app, and follows it until it serves. */
abstract class AppDeployment extends ProjectScopedCommand {

    @Parameters(paramLabel = "APP", description = "The app.")
    private String name = "";

    @Option(names = "--no-wait", description = "Come back at once.")
    private boolean noWait;

    @Option(names = "--wait-seconds", paramLabel = "N", description = "How long to wait (default: ${DEFAULT-VALUE}).")
    private int waitSeconds = 300;

    AppDeployment(Shell shell) {
        super(shell);
    }

    String name() {
        return name;
    }

    int follow(JsonNode started) {
        var run = Runs.id(started);
        if (noWait) {
            answer(started, () -> say("run " + run + "  " + style().state(Json.text(started, "state"))));
            return ExitCode.OK;
        }
        progress("run " + run + ": " + Json.text(started, "summary"));
        var app = new Apps(api(), project())
                .awaitServing(
                        name,
                        run,
                        Duration.ofSeconds(waitSeconds),
                        now -> progress("release " + Json.text(now, "latest", "release") + " is "
                                + Json.text(now, "latest", "state")));
        answer(app, () -> {
            say("app " + name + "  " + style().state(Json.text(app, "state")) + "  release " + Json.text(app, "release")
                    + "  run " + run);
            say(Json.text(app, "url"));
            say(style().quiet("enter it: wbx app open " + name));
        });
        return ExitCode.OK;
    }
}
