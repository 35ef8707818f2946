package io.workbenchx.cli.runtime;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code wbx runtime list}. */
@Command(
        name = "list",
        description = "Every runtime, and whether runs may use it.",
        footer = {"", "Examples:", "  wbx runtimes", "  wbx runtimes --json"})
public final class RuntimeListCommand extends RemoteCommand {

    private static final int DIGEST_SHOWN = 19;

    RuntimeListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var runtimes = new Runtimes(api()).list();
        answer(runtimes, () -> print(runtimes));
        return ExitCode.OK;
    }

    private void print(JsonNode runtimes) {
        var table = Table.of("ID", "NAME", "KIND", "STATE", "DIGEST", "INTERPRETER", "PLATFORM", "AGE");
        for (var runtime : Json.items(runtimes)) {
            var digest = Json.text(runtime, "digest");
            table.row(
                    Json.text(runtime, "id"),
                    Json.text(runtime, "name"),
                    Json.text(runtime, "kind"),
                    Json.text(runtime, "state"),
                    digest.substring(0, Math.min(DIGEST_SHOWN, digest.length())),
                    Json.text(runtime, "interpreter"),
                    Json.text(runtime, "platform"),
                    Units.age(Json.text(runtime, "createdAt"), shell().clock().instant()));
        }
        table.print(shell().out(), style(), "No runtimes yet. Build one: wbx runtime build NAME --lock FILE");
    }
}
