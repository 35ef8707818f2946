package io.workbenchx.cli.local;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wbx down}: stops the workbench on this machine. */
@Command(
        description = {
            "Stop the workbench on this machine: workers are drained, then api, Temporal and PostgreSQL end.",
            "Running jobs go on and are picked up again by the next wbx up."
        },
        footer = {"", "Examples:", "  wbx down", "  WBX_HOME=/srv/wbx wbx down --force"})
public final class DownCommand extends HomeCommand {

    @Option(
            names = "--force",
            description = "Kill it when it has not stopped after a minute; nothing acknowledged is lost.")
    private boolean force;

    DownCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        boolean ran = workbench().stop(force);
        answer(
                Json.object().put("home", home().root().toString()).put("stopped", ran),
                () -> say(ran ? "The workbench is stopped." : "No workbench runs in " + home().root() + "."));
        return ExitCode.OK;
    }
}
