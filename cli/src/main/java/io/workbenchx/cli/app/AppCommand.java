package io.workbenchx.cli.app;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx app}. */
@Command(
        description = "Apps: Streamlit, Flask, Node or any command that listens, each at an address of its own.",
        subcommands = {
            AppDeployCommand.class,
            AppListCommand.class,
            AppShowCommand.class,
            AppReleasesCommand.class,
            AppRollbackCommand.class,
            AppVerbCommands.Open.class,
            AppVerbCommands.Access.class,
            AppVerbCommands.Logs.class,
            AppVerbCommands.Sleep.class,
            AppVerbCommands.Wake.class,
            AppVerbCommands.Stop.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx app deploy hello --framework streamlit --runtime apps --code .",
            "  wbx app open hello",
            "  wbx app rollback hello"
        })
public final class AppCommand extends CommandGroup {}
