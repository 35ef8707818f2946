package io.workbenchx.cli.session;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx session}. */
@Command(
        description = "Sessions: JupyterLab in an approved runtime.",
        subcommands = {
            SessionStartCommand.class,
            SessionListCommand.class,
            SessionVerbCommands.Show.class,
            SessionVerbCommands.Open.class,
            SessionVerbCommands.Stop.class,
            SessionVerbCommands.Extend.class,
            SessionVerbCommands.Resume.class,
            SessionVerbCommands.Outputs.class,
            SessionVerbCommands.Logs.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx session start explore --runtime notebook --dataset sales",
            "  wbx session open explore",
            "  wbx session stop explore; wbx session resume explore"
        })
public final class SessionCommand extends CommandGroup {}
