package io.workbenchx.cli.app;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx app show}. */
@Command(
        name = "show",
        description = "An app: its address, what serves it, and the latest deployment.",
        footer = {"", "Examples:", "  wbx app show sales"})
final class AppShowCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "APP", description = "The app.")
    private String name = "";

    AppShowCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var app = new Apps(api(), project()).get(name);
        answer(app, () -> print(app));
        return ExitCode.OK;
    }

    private void print(JsonNode app) {
        say("app " + name + "  " + style().state(Json.text(app, "state")) + "  " + Json.text(app, "url"));
        say("access    " + Json.text(app, "access") + ", site " + Json.text(app, "site"));
        if (!Json.text(app, "run").isEmpty()) {
            say("release   " + Json.text(app, "release") + ", run " + Json.text(app, "run") + ", since "
                    + Json.text(app, "switchedAt"));
            say("replicas  " + Json.text(app, "replicas") + " of " + Json.text(app, "replicasWanted") + " answer, "
                    + Json.text(app, "restarts") + " restarts");
        }
        if (!Json.text(app, "lastRequestAt").isEmpty()) {
            say("last used " + Json.text(app, "lastRequestAt"));
        }
        if (!Json.text(app, "latest", "run").equals(Json.text(app, "run"))) {
            say("latest    release " + Json.text(app, "latest", "release") + " is "
                    + style().state(Json.text(app, "latest", "state")) + ", run " + Json.text(app, "latest", "run"));
        }
    }
}
