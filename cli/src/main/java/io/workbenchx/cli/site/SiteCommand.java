package io.workbenchx.cli.site;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx site}. */
@Command(
        description =
                "Sites: the addresses of sessions and apps. List, enter, say who may, see who is inside, put somebody out.",
        subcommands = {
            SiteListCommand.class,
            SiteVerbCommands.Open.class,
            SiteVerbCommands.Access.class,
            SiteVerbCommands.Sessions.class,
            SiteVerbCommands.Revoke.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx site list -p churn",
            "  wbx site open explorer-k2m9x4p7qa",
            "  wbx site access explorer-k2m9x4p7qa members -p churn",
            "  wbx site sessions explorer-k2m9x4p7qa -p churn",
            "  wbx site revoke explorer-k2m9x4p7qa 0190b2c4-… -p churn"
        })
public final class SiteCommand extends CommandGroup {}
