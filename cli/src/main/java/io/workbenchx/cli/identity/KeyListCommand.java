package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import java.time.Instant;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code wbx key list}. */
@Command(
        name = "list",
        description = "Your API keys, without their values: nobody can show those again.",
        footer = {"", "Examples:", "  wbx key list", "  wbx key list --json"})
final class KeyListCommand extends RemoteCommand {

    KeyListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var keys = api().get(ApiPath.of("keys"));
        answer(keys, () -> print(keys));
        return ExitCode.OK;
    }

    private void print(JsonNode keys) {
        var now = shell().clock().instant();
        var table = Table.of("ID", "NAME", "AGE", "EXPIRES", "STATE");
        for (var key : Json.items(keys)) {
            table.row(
                    Json.text(key, "id"),
                    Json.text(key, "name"),
                    Units.age(Json.text(key, "createdAt"), now),
                    Json.text(key, "expiresAt"),
                    state(key, now));
        }
        table.print(shell().out(), style(), "No keys. Make one: wbx key create NAME");
    }

    private static String state(JsonNode key, Instant now) {
        if (!Json.text(key, "revokedAt").isEmpty()) {
            return "REVOKED";
        }
        var expires = Json.text(key, "expiresAt");
        return expires.isEmpty() || Instant.parse(expires).isAfter(now) ? "ACTIVE" : "EXPIRED";
    }
}
