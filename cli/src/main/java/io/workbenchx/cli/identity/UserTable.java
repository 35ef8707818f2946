package io.workbenchx.cli.identity;

import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import tools.jackson.databind.JsonNode;

/** Users, one a line. */
final class UserTable {

    private UserTable() {}

    static void print(JsonNode users, Shell shell, String none) {
        var table = Table.of("NAME", "ROLE", "STATE", "SIGNS IN AT", "AGE");
        for (var user : Json.items(users)) {
            table.row(
                    Json.text(user, "name"),
                    Json.text(user, "role"),
                    state(user),
                    Json.text(user, "issuer"),
                    Units.age(Json.text(user, "createdAt"), shell.clock().instant()));
        }
        table.print(shell.out(), shell.style(), none);
    }

    static String state(JsonNode user) {
        return Json.text(user, "disabledAt").isEmpty() ? "ACTIVE" : "DISABLED";
    }
}
