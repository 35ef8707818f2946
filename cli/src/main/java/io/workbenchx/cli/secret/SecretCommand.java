package io.workbenchx.cli.secret;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx secret}. */
@Command(
        description = "Secrets of a project: set, list, delete. A value can be replaced, and never be read again.",
        subcommands = {
            SecretSetCommand.class,
            SecretListCommand.class,
            SecretDeleteCommand.class,
            SecretRotateKeysCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx secret set api-token -p churn < token.txt",
            "  wbx secret list -p churn",
            "  wbx run training --runtime tabular --secret API_TOKEN=api-token",
            "  wbx secret delete api-token -p churn"
        })
public final class SecretCommand extends CommandGroup {}
