package io.workbenchx.cli.audit;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;

/** {@code wbx audit checkpoint}. */
@Command(
        name = "checkpoint",
        description = "Sign where all logs stand now, and show the digest to keep elsewhere (administrators).",
        footer = {"", "Examples:", "  wbx audit checkpoint", "  wbx audit checkpoint --json > checkpoint.json"})
final class AuditCheckpointCommand extends RemoteCommand {

    AuditCheckpointCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var checkpoint = api().post(ApiPath.of("audit", "checkpoints"), Json.object());
        answer(
                checkpoint,
                () -> say("checkpoint " + Json.text(checkpoint, "seq") + "  " + Json.text(checkpoint, "at") + "  "
                        + Json.text(checkpoint, "sha256")));
        return ExitCode.OK;
    }
}
