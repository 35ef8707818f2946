package io.workbenchx.cli.local;

import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wbx up}: starts the workbench on this machine. */
@Command(
        description = {
            "Start the workbench on this machine: PostgreSQL, Temporal, api and worker, everything in one directory.",
            "The first start makes an administrator and shows the password and the API key once; where nobody looks it names their file."
        },
        footer = {
            "",
            "Examples:",
            "  wbx up",
            "  wbx up --engine in-process         without Temporal: not durable",
            "  WBX_HOME=/srv/wbx wbx up --port 9080",
            "  wbx up --infra-only                only PostgreSQL and Temporal, for api and worker as processes of their own"
        })
public final class UpCommand extends HomeCommand {

    @Option(
            names = "--foreground",
            description = "Stay in this terminal, with the log on it; Ctrl-C stops the workbench.")
    private boolean foreground;

    @Option(
            names = "--infra-only",
            description = "Only PostgreSQL and Temporal; what api and worker need is in keys/infra.env.")
    private boolean infraOnly;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description =
                    "auto, external (TEMPORAL_ADDRESS), dev-server or in-process (default: $WBX_ENGINE, else auto).")
    private @Nullable String engine;

    @Option(names = "--port", paramLabel = "PORT", description = "Of the api (default: 8080, or a free one).")
    private @Nullable Integer port;

    @Option(
            names = "--front-door-port",
            paramLabel = "PORT",
            description = "Of the front door (default: 8081, or a free one).")
    private @Nullable Integer frontDoorPort;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "Any other option or property of the process, such as postgres-port=0 or server.address=0.0.0.0.")
    private List<String> settings = new ArrayList<>();

    UpCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var workbench = workbench();
        if (foreground) {
            return workbench.runInForeground(arguments()) == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
        boolean ran = workbench.home().inUse();
        long began = System.nanoTime();
        var infra = workbench.start(arguments(), this::report);
        var took = Duration.ofNanos(System.nanoTime() - began);
        var login = FirstLogin.of(shell(), workbench.home());
        boolean signedIn = infra.has("api") && login.remember(Connection.parse(Json.text(infra, "api", "url")));
        answer(tree(infra, login, signedIn, took), () -> show(infra, login, signedIn, ran, took));
        return ExitCode.OK;
    }

    private List<String> arguments() {
        var arguments = new ArrayList<String>();
        if (infraOnly) {
            arguments.add("--infra-only");
        }
        add(arguments, "--engine", engine);
        add(arguments, "--api-port", port);
        add(arguments, "--front-door-port", frontDoorPort);
        settings.forEach(setting -> arguments.add("--" + setting));
        return arguments;
    }

    private static void add(List<String> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.add(name + "=" + value);
        }
    }

    private void report(JsonNode step) {
        if (step.has("notice")) {
            progress("! " + Json.text(step, "notice"));
        } else {
            progress("✓ " + Json.text(step, "name") + "  "
                    + Units.duration(Duration.ofMillis(step.path("millis").asLong())));
        }
    }

    private static ObjectNode tree(JsonNode infra, FirstLogin login, boolean signedIn, Duration took) {
        var tree = Json.object().put("millis", took.toMillis()).put("signedIn", signedIn);
        tree.set("infra", infra);
        login.json().ifPresent(waiting -> tree.set("login", waiting));
        return tree;
    }

    private void show(JsonNode infra, FirstLogin login, boolean signedIn, boolean ran, Duration took) {
        say(style().good(ran ? "The workbench was running already." : "The workbench is ready.") + "  "
                + style().quiet(Units.duration(took)));
        line("api", Json.text(infra, "api", "url"));
        line("OpenAPI", infra.has("api") ? Json.text(infra, "api", "url") + "/docs" : "");
        line("front door", Json.text(infra, "frontDoor", "url"));
        line("Temporal", Json.text(infra, "engine", "address"));
        line("Temporal UI", Json.text(infra, "engine", "ui"));
        line("home", Json.text(infra, "home"));
        if (!infra.path("engine").path("durable").asBoolean(true)) {
            say(style().attention(Json.text(infra, "engine", "announcement")));
        }
        login.tell(watched(), this::say);
        if (infra.has("api") && !signedIn) {
            say("This shell is not signed in to it: wbx login --url " + Json.text(infra, "api", "url"));
        }
    }

    private void line(String name, String value) {
        if (!value.isEmpty()) {
            say(String.format("  %-12s %s", name, value));
        }
    }
}
