package io.workbenchx.cli.session;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.run.TrainingOptions;
import io.workbenchx.cli.shell.Browser;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that take the name of a session. */
final class SessionVerbCommands {

    private SessionVerbCommands() {}

    /** {@code wbx session show}. */
    @Command(
            name = "show",
            description = "A session: where it stands, until when, what it saved.",
            footer = {"", "Examples:", "  wbx session show explore", "  wbx session show explore --json"})
    static final class Show extends SessionScopedCommand {

        Show(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return show(sessions().get(name()));
        }
    }

    /** {@code wbx session open}. */
    @Command(
            name = "open",
            description = {
                "Open a session in a browser.",
                "The address printed lets one browser in, once, within a minute: it is for you alone."
            },
            footer = {"", "Examples:", "  wbx session open explore", "  wbx session open explore --no-browser"})
    static final class Open extends SessionScopedCommand {

        @Option(
                names = "--browser",
                negatable = true,
                description = "Start a browser; --no-browser only prints the address to open.")
        private @Nullable Boolean browser;

        Open(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var site = Json.text(sessions().get(name()), "site");
            if (site.isEmpty()) {
                throw new io.workbenchx.cli.client.CommandException(
                        "Session " + name() + " is not open. Go on with it: wbx session resume " + name());
            }
            var entry = sessions().entry(site);
            var url = Json.text(entry, "url");
            answer(entry, () -> say(url));
            if (!Boolean.FALSE.equals(browser) && watched() && !new Browser(shell()).open(url)) {
                progress("No browser could be started: open the address yourself.");
            }
            return ExitCode.OK;
        }
    }

    /** {@code wbx session stop}. */
    @Command(
            name = "stop",
            description = "End a session, and wait until its workspace is saved.",
            footer = {"", "Examples:", "  wbx session stop explore"})
    static final class Stop extends SessionScopedCommand {

        Stop(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return ended(sessions().tell(name(), "stop", Json.object()));
        }
    }

    /** {@code wbx session extend}. */
    @Command(
            name = "extend",
            description = "Let a session live longer.",
            footer = {"", "Examples:", "  wbx session extend explore --by 2h"})
    static final class Extend extends SessionScopedCommand {

        @Option(names = "--by", required = true, paramLabel = "DURATION", description = "How much longer, like 2h.")
        private String by = "";

        Extend(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return show(sessions().tell(name(), "extend", Json.object().put("by", TrainingOptions.duration(by))));
        }
    }

    /** {@code wbx session resume}. */
    @Command(
            name = "resume",
            description = "Start a session again with what it saved, and wait until it can be used.",
            footer = {"", "Examples:", "  wbx session resume explore", "  wbx session resume explore --profile large"})
    static final class Resume extends SessionScopedCommand {

        @Option(names = "--profile", paramLabel = "NAME", description = "Another size than before.")
        private @Nullable String profile;

        Resume(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var changes = Json.object();
            if (profile != null) {
                changes.put("profile", profile);
            }
            return ready(sessions().tell(name(), "resume", changes));
        }
    }

    /** {@code wbx session outputs}. */
    @Command(
            name = "outputs",
            description = "What the session's latest run saved; * marks what it made or changed.",
            footer = {"", "Examples:", "  wbx session outputs explore", "  wbx session outputs explore --json"})
    static final class Outputs extends SessionScopedCommand {

        Outputs(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var outputs = sessions().outputs(name());
            answer(outputs, () -> {
                var table = Table.of("", "PATH", "BYTES", "SHA256");
                for (var file : Json.items(outputs)) {
                    table.row(
                            Json.text(file, "changed").equals("true") ? "*" : "",
                            Json.text(file, "path"),
                            Json.text(file, "bytes"),
                            Json.text(file, "sha256"));
                }
                table.print(shell().out(), style(), "Nothing saved yet: a session saves when it ends.");
            });
            return ExitCode.OK;
        }
    }

    /** {@code wbx session logs}. */
    @Command(
            name = "logs",
            description = "What JupyterLab printed, in the session's latest run.",
            footer = {"", "Examples:", "  wbx session logs explore"})
    static final class Logs extends SessionScopedCommand {

        Logs(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var run = Json.text(sessions().get(name()), "run");
            shell().out().print(api().text(path("runs", run, "logs")));
            shell().out().flush();
            return ExitCode.OK;
        }
    }
}
