package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code wbx whoami}. */
@Command(
        description = "Who you are to the workbench: name, role, projects, and what the key used is limited to.",
        footer = {"", "Examples:", "  wbx whoami", "  wbx whoami --json | jq -r .role"})
public final class WhoamiCommand extends RemoteCommand {

    WhoamiCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var me = api().get(ApiPath.of("me"));
        answer(me, () -> print(me));
        return ExitCode.OK;
    }

    private void print(JsonNode me) {
        var issuer = Json.textOrNull(me, "issuer");
        say(Json.text(me, "name") + "  " + Json.text(me, "role") + "  at "
                + connection().url() + (issuer == null ? "" : ", by " + issuer));
        var scopes = Json.items(Json.at(me, "scopes"));
        if (!scopes.isEmpty()) {
            say("the key used is good for: "
                    + scopes.stream().map(JsonNode::asString).collect(Collectors.joining(", ")));
        }
        var table = Table.of("PROJECT", "ROLE");
        for (var project : Json.items(Json.at(me, "projects"))) {
            table.row(Json.text(project, "project"), Json.text(project, "role"));
        }
        table.print(shell().out(), style(), "No projects.");
    }
}
