package io.workbenchx.cli.site;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import picocli.CommandLine.Command;

/** {@code wbx site list}. */
@Command(
        name = "list",
        description = "The project's sites: what they are, who may enter, how they stand and how they are used.",
        footer = {"", "Examples:", "  wbx site list", "  wbx sites -p churn --json"})
public final class SiteListCommand extends ProjectScopedCommand {

    SiteListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var sites = api().get(path("sites"));
        answer(sites, () -> {
            var table = Table.of("LABEL", "KIND", "NAME", "OWNER", "ACCESS", "STATE", "OPEN", "REQUESTS", "URL");
            for (var site : Json.items(sites)) {
                table.row(
                        Json.text(site, "label"),
                        Json.text(site, "kind"),
                        Json.text(site, "name"),
                        Json.text(site, "owner"),
                        Json.text(site, "access"),
                        Json.text(site, "state"),
                        Json.text(site, "openConnections"),
                        Json.text(site, "usage", "requests"),
                        Json.text(site, "url"));
            }
            table.print(shell().out(), style(), "No sites yet. Sessions and apps have one each.");
        });
        return ExitCode.OK;
    }
}
