package io.workbenchx.cli.secret;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;

/** {@code wbx secret rotate-keys}. */
@Command(
        name = "rotate-keys",
        description = {
            "Change the keys that protect secrets and workflow payloads, of all projects. Administrators may.",
            "What is encrypted already stays readable; nothing has to be set again."
        },
        footer = {"", "Examples:", "  wbx secret rotate-keys"})
final class SecretRotateKeysCommand extends RemoteCommand {

    SecretRotateKeysCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var done = api().post(ApiPath.of("encryption", "rotation"), Json.object());
        answer(
                done,
                () -> say("wrapping key of generation " + Json.text(done, "generation") + ": "
                        + Json.text(done, "rewrapped") + " keys wrapped anew, " + Json.text(done, "created")
                        + " new ones"));
        return ExitCode.OK;
    }
}
