package io.workbenchx.cli.audit;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Plain;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code wbx audit verify}: says VALID, or INVALID naming the first place that is not what was written. */
@Command(
        name = "verify",
        description = "Verify every log there is: all hash chains and all signed checkpoints (administrators).",
        footer = {
            "",
            "Examples:",
            "  wbx audit verify",
            "  wbx audit verify --checkpoint 3f2a… --json",
            "",
            "Exit status: 0 the logs are what was written, 1 they are not."
        })
final class AuditVerifyCommand extends RemoteCommand {

    @Option(
            names = "--checkpoint",
            paramLabel = "SHA256",
            description = "A checkpoint you kept elsewhere, which must be there too.")
    private @Nullable String kept;

    AuditVerifyCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var report = api().post(ApiPath.of("audit", "verify").query("checkpoint", kept), Json.object());
        var valid = Json.text(report, "ok").equals("true");
        answer(report, () -> {
            say((valid ? style().good("VALID") : style().bad("INVALID")) + "  " + count(report));
            problem(Json.text(report, "firstBroken", "reason"));
            problem(Json.text(report, "brokenCheckpoint"));
            var latest = Json.text(report, "latestCheckpoint");
            if (!latest.isEmpty()) {
                say("latest checkpoint " + latest + "  (keep a copy elsewhere)");
            }
        });
        return valid ? ExitCode.OK : ExitCode.FAILED;
    }

    private static String count(JsonNode report) {
        return Json.text(report, "events") + " events of " + Json.text(report, "runs") + " runs and "
                + Json.text(report, "auditLogs") + " audit logs, " + Json.text(report, "checkpoints")
                + " signed checkpoints";
    }

    private void problem(String reason) {
        if (!reason.isEmpty()) {
            say(Plain.line(reason));
        }
    }
}
