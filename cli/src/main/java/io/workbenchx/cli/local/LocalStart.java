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
     * @param watched a person reads the progress, so that the credentials of a first start are shown there
     * @param progress hears what happens
     */
    public static void ensureUp(Shell shell, boolean watched, Consumer<String> progress) {
        var home = LocalHome.of(shell, null);
        boolean ran = home.inUse();
        var infra = new LocalWorkbench(shell, home).start(List.of(), step -> {
            if (!ran) {
                progress.accept(line(step));
            }
        });
        var url = Connection.parse(Json.text(infra, "api", "url"));
        var login = FirstLogin.of(shell, home);
        login.tell(watched, progress);
        if (!login.remember(url) && shell.variable("WBX_API_KEY") == null) {
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
}
