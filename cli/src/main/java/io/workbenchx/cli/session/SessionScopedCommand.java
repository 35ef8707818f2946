package io.workbenchx.cli.session;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Units;
import java.time.Duration;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** A command about one session. */
abstract class SessionScopedCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "NAME", description = "The session.")
    private String name = "";

    @Option(names = "--no-wait", description = "Come back at once.")
    private boolean noWait;

    @Option(names = "--wait-seconds", paramLabel = "N", description = "How long to wait (default: ${DEFAULT-VALUE}).")
    private int waitSeconds = 300;

    SessionScopedCommand(Shell shell) {
        super(shell);
    }

    String name() {
        return name;
    }

    Sessions sessions() {
        return new Sessions(api(), project());
    }

    int ready(JsonNode started) {
        return show(
                noWait
                        ? started
                        : sessions()
                                .awaitReady(
                                        name,
                                        Duration.ofSeconds(waitSeconds),
                                        this::tell,
                                        pause -> Thread.sleep(pause.toMillis())));
    }

    int ended(JsonNode stopping) {
        return show(
                noWait
                        ? stopping
                        : sessions()
                                .awaitEnd(
                                        name,
                                        Duration.ofSeconds(waitSeconds),
                                        this::tell,
                                        pause -> Thread.sleep(pause.toMillis())));
    }

    private void tell(String phase) {
        progress("session " + name + ": " + phase.toLowerCase(java.util.Locale.ROOT));
    }

    int show(JsonNode session) {
        answer(session, () -> print(session));
        return ExitCode.OK;
    }

    private void print(JsonNode session) {
        var phase = Json.text(session, "phase");
        say("session " + Json.text(session, "name") + "  " + style().state(phase) + "  run "
                + Json.text(session, "run"));
        say(style().quiet("profile " + Json.text(session, "profile") + ", runtime " + Json.text(session, "runtime")
                + ", owner " + Json.text(session, "owner")));
        line(session, "expires", "expiresAt");
        line(session, "last active", "activeAt");
        if (!Json.text(session, "failure", "code").isEmpty()) {
            say(style().bad(Sessions.reason(session)));
        }
        if (!Json.text(session, "workspace", "sha256").isEmpty()) {
            say("saved " + Json.text(session, "workspace", "files") + " files, "
                    + Units.bytes((long) Json.number(session, "workspace", "bytes")) + ": wbx session outputs "
                    + name);
        }
        if (phase.equals("READY")) {
            say(Json.text(session, "url"));
            say(style().quiet("open it: wbx session open " + name));
        } else if (Json.text(session, "open").equals("false")) {
            say(style().quiet("go on with it: wbx session resume " + name));
        }
    }

    private void line(JsonNode session, String what, String field) {
        var value = Json.text(session, field);
        if (!value.isEmpty() && Json.text(session, "open").equals("true")) {
            say(what + " " + value);
        }
    }
}
