package io.workbenchx.cli.storage;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Plain;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Units;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wbx storage gc}. */
@Command(
        name = "gc",
        description = "Delete objects that nothing refers to any more, now (administrators).",
        footer = {
            "",
            "Examples:",
            "  wbx storage gc --dry-run",
            "  wbx storage gc",
            "",
            "Exit status: 0, or 1 when the store has not got objects that something refers to."
        })
final class StorageCollectCommand extends RemoteCommand {

    @Option(names = "--dry-run", description = "Only say what would be deleted.")
    private boolean dryRun;

    StorageCollectCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var report =
                api().post(ApiPath.of("storage", "collections").query("dryRun", dryRun ? "true" : null), Json.object());
        boolean whole = Json.text(report, "missing").equals("0");
        answer(report, () -> {
            say((dryRun ? "would delete " : "deleted ") + Json.text(report, "objects") + " objects, "
                    + Units.bytes(report.path("bytes").asLong()));
            if (!whole) {
                say(style().bad(Json.text(report, "missing") + " objects are referred to and missing") + ":");
                report.path("missingDigests").forEach(digest -> say("  sha256:" + Plain.line(digest.asString())));
            }
        });
        return whole ? ExitCode.OK : ExitCode.FAILED;
    }
}
