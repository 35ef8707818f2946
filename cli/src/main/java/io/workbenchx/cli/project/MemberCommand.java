package io.workbenchx.cli.project;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx member}. */
@Command(
        description = "Members of a project: list, add, change a role, remove.",
        subcommands = {MemberListCommand.class, MemberAddCommand.class, MemberRemoveCommand.class},
        footer = {"", "Examples:", "  wbx member list -p churn", "  wbx member add ana -p churn --role editor"})
public final class MemberCommand extends CommandGroup {}
