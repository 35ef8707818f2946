package io.workbenchx.cli.local;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Units;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** What {@code wbx up} and {@code wbx down} do, for commands that need a workbench and have no options of their own about it. */
public final class LocalStart {

    private LocalStart() {}

    /**
     * Makes sure that a workbench runs on this machine and that this shell is signed in to it.
     *
     * @param progress hears what happens, and the credentials of a first start: nobody can show them again
     */
    public static void ensureUp(Shell shell, Consumer<String> progress) {
        var home = LocalHome.of(shell, null);
        boolean ran = home.inUse();
        var infra = new LocalWorkbench(shell, home).start(List.of(), step -> {
            if (!ran) {
                progress.accept(line(step));
            }
        });
        var url = Connection.parse(Json.text(infra, "api", "url"));
        var firstLogin = new FirstLogin(shell);
        var login = firstLogin.take(home);
        login.ifPresent(created -> showOnce(created, progress));
        if (!firstLogin.remember(url, login) && shell.variable("WBX_API_KEY") == null) {
            throw new CommandException("This shell is not signed in to the workbench at " + url
                    + ". Sign in with a key of an administrator: wbx login --url " + url);
        }
    }

    /** Stops the workbench on this machine. */
    public static void down(Shell shell) {
        new LocalWorkbench(shell, LocalHome.of(shell, null)).stop(false);
    }

    private static String line(JsonNode step) {
        return step.has("notice")
                ? "! " + Json.text(step, "notice")
                : Json.text(step, "name") + "  "
                        + Units.duration(Duration.ofMillis(step.path("millis").asLong(0)));
    }

    private static void showOnce(JsonNode login, Consumer<String> progress) {
        progress.accept("shown only this once: user " + Json.text(login, "user") + ", password "
                + Json.text(login, "password") + ", API key " + Json.text(login, "apiKey"));
    }
}
