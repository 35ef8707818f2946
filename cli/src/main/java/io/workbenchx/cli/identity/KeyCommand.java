package io.workbenchx.cli.identity;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx key}. */
@Command(
        description = "API keys, yours or with --user those of others: list, create, revoke.",
        subcommands = {KeyListCommand.class, KeyCreateCommand.class, KeyRevokeCommand.class},
        footer = {"", "Examples:", "  wbx key list", "  wbx key create laptop --expires 90", "  wbx key revoke ID"})
public final class KeyCommand extends CommandGroup {}
