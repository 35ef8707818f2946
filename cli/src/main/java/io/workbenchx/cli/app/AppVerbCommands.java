package io.workbenchx.cli.app;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The commands that take little more than the name of an app. */
final class AppVerbCommands {

    private AppVerbCommands() {}

    /** A command about one app. */
    abstract static class OfOne extends ProjectScopedCommand {

        @Parameters(index = "0", paramLabel = "APP", description = "The app.")
        private String name = "";

        OfOne(Shell shell) {
            super(shell);
        }

        String name() {
            return name;
        }

        JsonNode app() {
            return new Apps(api(), project()).get(name);
        }

        int tell(String verb, String said) {
            new Apps(api(), project()).post(name, verb, Json.object());
            answer(Json.object().put("app", name).put("asked", verb), () -> say("app " + name + " " + said));
            return ExitCode.OK;
        }
    }

    /** {@code wbx app open}. */
    @Command(
            name = "open",
            description = "A way into an app for one browser: an address that is good once, for a minute.",
            footer = {"", "Examples:", "  wbx app open sales"})
    static final class Open extends OfOne {

        Open(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var entry = api().post(path("sites", Json.text(app(), "site"), "entry"), Json.object());
            answer(entry, () -> say(Json.text(entry, "url")));
            return ExitCode.OK;
        }
    }

    /** {@code wbx app access}. */
    @Command(
            name = "access",
            description =
                    "Who may enter: owner, members, signed-in or public. Whoever may not any more is out within a minute.",
            footer = {"", "Examples:", "  wbx app access sales signed-in"})
    static final class Access extends OfOne {

        @Parameters(index = "1", paramLabel = "WHO", description = "owner, members, signed-in or public.")
        private String who = "";

        Access(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var access = who.toUpperCase(Locale.ROOT).replace('-', '_');
            var site = api().put(
                            path("sites", Json.text(app(), "site"), "access"),
                            Json.object().put("access", access));
            answer(site, () -> say("app " + name() + " is open to " + who));
            return ExitCode.OK;
        }
    }

    /** {@code wbx app logs}. */
    @Command(
            name = "logs",
            description = "What the app's deployment printed, each line with its replica; wbx logs -f RUN follows it.",
            footer = {"", "Examples:", "  wbx app logs sales"})
    static final class Logs extends OfOne {

        Logs(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            var app = app();
            var run = Json.text(app, "run").isEmpty() ? Json.text(app, "latest", "run") : Json.text(app, "run");
            if (run.isEmpty()) {
                throw new CommandException("App \"" + name() + "\" has no deployment yet.");
            }
            var text = api().text(path("runs", run, "logs"));
            answer(
                    Json.object().put("run", run).put("text", text),
                    () -> shell().out().print(text));
            return ExitCode.OK;
        }
    }

    /** {@code wbx app sleep}. */
    @Command(
            name = "sleep",
            description = "End the app's processes until the next visitor wakes it.",
            footer = {"", "Examples:", "  wbx app sleep sales"})
    static final class Sleep extends OfOne {

        Sleep(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return tell("sleep", "falls asleep");
        }
    }

    /** {@code wbx app wake}. */
    @Command(
            name = "wake",
            description = "Start a sleeping app.",
            footer = {"", "Examples:", "  wbx app wake sales"})
    static final class Wake extends OfOne {

        Wake(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return tell("wake", "wakes up");
        }
    }

    /** {@code wbx app stop}. */
    @Command(
            name = "stop",
            description = "Take the app down in good order; its address says so, and its releases stay.",
            footer = {"", "Examples:", "  wbx app stop sales"})
    static final class Stop extends OfOne {

        Stop(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return tell("stop", "is stopped when its requests are finished");
        }
    }
}
