package io.workbenchx.cli.project;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx member}. */
@Command(
        description = "Members of a project: add one, change a role.",
        subcommands = MemberAddCommand.class,
        footer = {"", "Examples:", "  wbx member add ana -p churn --role editor"})
public final class MemberCommand extends CommandGroup {}
