package io.workbenchx.cli.identity;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code wbx key revoke}. */
@Command(
        name = "revoke",
        description = "Make an API key worthless, for good.",
        footer = {"", "Examples:", "  wbx key revoke 01a1fe8f-e1b0-75df-bdce-46b478f12e3b"})
final class KeyRevokeCommand extends RemoteCommand {

    @Parameters(paramLabel = "ID", description = "The key, as wbx key list names it.")
    private String id = "";

    @Mixin
    private final KeyOwner owner = new KeyOwner();

    KeyRevokeCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        api().delete(owner.path(id));
        answer(Json.object().put("revoked", id), () -> say("key " + id + " revoked"));
        return ExitCode.OK;
    }
}
