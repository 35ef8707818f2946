package io.workbenchx.cli.identity;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code wbx key list}. */
@Command(
        name = "list",
        description = "API keys, without their values: nobody can show those again.",
        footer = {"", "Examples:", "  wbx key list", "  wbx key list --json"})
final class KeyListCommand extends RemoteCommand {

    @Mixin
    private final KeyOwner owner = new KeyOwner();

    KeyListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var keys = api().get(owner.path());
        answer(keys, () -> print(keys));
        return ExitCode.OK;
    }

    private void print(JsonNode keys) {
        var now = shell().clock().instant();
        var table = Table.of("ID", "NAME", "GOOD FOR", "AGE", "LAST USED", "EXPIRES", "STATE");
        for (var key : Json.items(keys)) {
            table.row(
                    Json.text(key, "id"),
                    Json.text(key, "name"),
                    limits(key),
                    Units.age(Json.text(key, "createdAt"), now),
                    Json.text(key, "lastUsedAt").isEmpty() ? "" : Units.age(Json.text(key, "lastUsedAt"), now),
                    Json.text(key, "expiresAt"),
                    state(key, now));
        }
        table.print(shell().out(), style(), "No keys. Make one: wbx key create NAME");
    }

    private static String limits(JsonNode key) {
        var scopes = Json.items(Json.at(key, "scopes")).stream()
                .map(scope -> scope.asString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
        var project = Json.text(key, "project");
        return (scopes.isEmpty() ? "everything" : scopes) + (project.isEmpty() ? "" : " in " + project);
    }

    private static String state(JsonNode key, Instant now) {
        if (!Json.text(key, "revokedAt").isEmpty()) {
            return "REVOKED";
        }
        var expires = Json.text(key, "expiresAt");
        return expires.isEmpty() || Instant.parse(expires).isAfter(now) ? "ACTIVE" : "EXPIRED";
    }
}
