package io.workbenchx.cli.session;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code wbx session list}. */
@Command(
        name = "list",
        description = "The project's sessions.",
        footer = {"", "Examples:", "  wbx session list", "  wbx session list --json"})
final class SessionListCommand extends ProjectScopedCommand {

    SessionListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var sessions = new Sessions(api(), project()).list();
        answer(sessions, () -> print(sessions));
        return ExitCode.OK;
    }

    private void print(JsonNode sessions) {
        var table = Table.of("NAME", "OWNER", "PHASE", "PROFILE", "RUNTIME", "LAST ACTIVE", "EXPIRES");
        for (var session : Json.items(sessions)) {
            var open = Json.text(session, "open").equals("true");
            table.row(
                    Json.text(session, "name"),
                    Json.text(session, "owner"),
                    open ? Json.text(session, "phase") : "ENDED " + Json.text(session, "ending"),
                    Json.text(session, "profile"),
                    Json.text(session, "runtime"),
                    Json.text(session, "activeAt"),
                    open ? Json.text(session, "expiresAt") : "");
        }
        table.print(shell().out(), style(), "No sessions yet. Start one: wbx session start NAME --runtime RUNTIME");
    }
}
