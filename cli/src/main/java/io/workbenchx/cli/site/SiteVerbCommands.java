package io.workbenchx.cli.site;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Browser;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about one site. */
final class SiteVerbCommands {

    private SiteVerbCommands() {}

    /** {@code wbx site open}. */
    @Command(
            name = "open",
            description = {
                "Enter a site: opens it in your browser, by an address that is good once and for a minute.",
                "Programs need none: they send an API key as \"Authorization: Bearer wbx_…\"."
            },
            footer = {
                "",
                "Examples:",
                "  wbx site open explorer-k2m9x4p7qa",
                "  wbx site open explorer-k2m9x4p7qa --path /lab --no-browser"
            })
    static final class Open extends RemoteCommand {

        @Parameters(paramLabel = "LABEL", description = "The site; wbx site list shows it.")
        private String label = "";

        @Option(
                names = "--path",
                paramLabel = "PATH",
                defaultValue = "/",
                description = "The page to show first (default: ${DEFAULT-VALUE}).")
        private String page = "/";

        @Option(
                names = "--browser",
                negatable = true,
                defaultValue = "true",
                fallbackValue = "true",
                description = "Start a browser; --no-browser only prints the address.")
        private boolean browser;

        Open(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var entry = api().post(
                            ApiPath.of("sites", label, "entry"), Json.object().put("path", page));
            var url = Json.text(entry, "url");
            answer(entry, () -> {
                say(url);
                if (browser && shell().terminal() && !new Browser(shell()).open(url)) {
                    shell().err().println("No browser could be started: open the address yourself.");
                }
            });
            return ExitCode.OK;
        }
    }

    /** A command about one site of a project. */
    abstract static class OfOne extends ProjectScopedCommand {

        @Parameters(paramLabel = "LABEL", description = "The site; wbx site list shows it.")
        private String label = "";

        OfOne(Shell shell) {
            super(shell);
        }

        String label() {
            return label;
        }
    }

    /** {@code wbx site access}. */
    @Command(
            name = "access",
            description = {
                "Say who may enter: owner, members (of the project), signed-in (whoever has an account) or public.",
                "Whoever may not any more is put out within a minute."
            },
            footer = {"", "Examples:", "  wbx site access explorer-k2m9x4p7qa signed-in -p churn"})
    static final class Access extends OfOne {

        @Parameters(index = "1", paramLabel = "WHO", description = "owner, members, signed-in or public.")
        private String who = "";

        Access(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var access = who.toUpperCase(Locale.ROOT).replace('-', '_');
            var site = api().put(path("sites", label(), "access"), Json.object().put("access", access));
            answer(site, () -> say("site " + label() + "  " + Json.text(site, "access")));
            return ExitCode.OK;
        }
    }

    /** {@code wbx site sessions}. */
    @Command(
            name = "sessions",
            description = "Browsers that are inside a site.",
            footer = {"", "Examples:", "  wbx site sessions explorer-k2m9x4p7qa -p churn"})
    static final class Sessions extends OfOne {

        Sessions(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var sessions = api().get(path("sites", label(), "sessions"));
            answer(sessions, () -> {
                var now = shell().clock().instant();
                var table = Table.of("ID", "USER", "SINCE");
                for (var session : Json.items(sessions)) {
                    table.row(
                            Json.text(session, "id"),
                            Json.text(session, "user"),
                            Units.age(Json.text(session, "createdAt"), now));
                }
                table.print(shell().out(), style(), "Nobody is inside.");
            });
            return ExitCode.OK;
        }
    }

    /** {@code wbx site revoke}. */
    @Command(
            name = "revoke",
            description = "Put a browser out of a site; what it has open ends within a minute.",
            footer = {"", "Examples:", "  wbx site revoke explorer-k2m9x4p7qa 0190b2c4-… -p churn"})
    static final class Revoke extends OfOne {

        @Parameters(index = "1", paramLabel = "ID", description = "The session; wbx site sessions shows it.")
        private String session = "";

        Revoke(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            api().delete(path("sites", label(), "sessions", session));
            answer(Json.object().put("revoked", session), () -> say("session " + session + " put out"));
            return ExitCode.OK;
        }
    }
}
