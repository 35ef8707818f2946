package io.workbenchx.cli.identity;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx user}. */
@Command(
        description = "Users of the workbench: list, add, show, disable, enable, role, password.",
        subcommands = {
            UserListCommand.class,
            UserAddCommand.class,
            UserVerbCommands.Show.class,
            UserVerbCommands.Disable.class,
            UserVerbCommands.Enable.class,
            UserVerbCommands.SetRole.class,
            UserPasswordCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx user list",
            "  wbx user add ana --role engineer",
            "  wbx user disable ana",
            "  wbx user add ci --role service --json | jq -r .apiKey"
        })
public final class UserCommand extends CommandGroup {}
