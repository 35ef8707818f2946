package io.workbenchx.cli.storage;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx storage}. */
@Command(
        description = "What is stored, and the collection of what nobody needs any more.",
        subcommands = {StorageShowCommand.class, StorageCollectCommand.class},
        footer = {"", "Examples:", "  wbx storage show", "  wbx storage show --all", "  wbx storage gc --dry-run"})
public final class StorageCommand extends CommandGroup {}
