package io.workbenchx.cli.app;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A command that starts a deployment of an app, and follows it until it serves. */
abstract class AppDeployment extends ProjectScopedCommand {

    @Parameters(paramLabel = "APP", description = "The app.")
    private String name = "";

    @Option(names = "--no-wait", description = "Come back at once.")
    private boolean noWait;

    @Option(names = "--wait-seconds", paramLabel = "N", description = "How long to wait (default: ${DEFAULT-VALUE}).")
    private int waitSeconds = 300;

    @Option(
            names = "--budget",
            paramLabel = "UNIT=AMOUNT",
            description =
                    "Most it may spend as long as it serves: USD or CPU_SECONDS (default: 1000 CPU_SECONDS a replica). Repeatable.")
    private Map<String, BigDecimal> budget = new LinkedHashMap<>();

    AppDeployment(Shell shell) {
        super(shell);
    }

    String name() {
        return name;
    }

    /** A request with the budget asked for. */
    ObjectNode request() {
        var request = Json.object();
        if (!budget.isEmpty()) {
            request.set("budget", Json.tree(budget));
        }
        return request;
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
