package io.workbenchx.cli.identity;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx user}. */
@Command(
        description = "Users of the workbench: add one.",
        subcommands = UserAddCommand.class,
        footer = {
            "",
            "Examples:",
            "  wbx user add ana --role engineer",
            "  wbx user add ci --role service --json | jq -r .apiKey"
        })
public final class UserCommand extends CommandGroup {}
