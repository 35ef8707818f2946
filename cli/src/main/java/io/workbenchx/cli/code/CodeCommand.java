package io.workbenchx.cli.code;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx code}. */
@Command(
        description = "The source code of a project: what runs and apps check out.",
        subcommands = CodePushCommand.class,
        footer = {"", "Examples:", "  wbx code push .", "  wbx code push src --message 'Fix the rounding'"})
public final class CodeCommand extends CommandGroup {}
