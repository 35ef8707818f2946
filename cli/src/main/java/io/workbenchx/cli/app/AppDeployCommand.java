package io.workbenchx.cli.app;

import io.workbenchx.cli.code.CodeFolder;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.run.TrainingOptions;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code wbx app deploy}. */
@Command(
        name = "deploy",
        description = {
            "Deploy a new release of an app beside the one that serves, and wait until it has the traffic.",
            "What served before finishes its requests and is stopped; it stays when the new release does not come up."
        },
        footer = {
            "",
            "Examples:",
            "  wbx app deploy sales --framework streamlit --runtime apps --code .",
            "  wbx app deploy prices --framework flask --runtime apps --entrypoint shop:app --health /healthz --replicas 2",
            "  wbx app deploy board --framework node --runtime apps --code .next/standalone --sleep-after 30m",
            "  wbx app deploy docs --runtime apps --port 8000 /runtime/bin/python -m http.server 8000 --bind 127.0.0.1"
        })
final class AppDeployCommand extends AppDeployment {

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "What to start instead of a framework; it listens on $PORT, or with --socket on $WBX_SOCKET.")
    private List<String> command = new ArrayList<>();

    @Option(names = "--framework", paramLabel = "NAME", description = "streamlit, flask or node.")
    private @Nullable String framework;

    @Option(names = "--runtime", paramLabel = "NAME", required = true, description = "The approved runtime to run in.")
    private String runtime = "";

    @Option(
            names = "--code",
            paramLabel = "FOLDER|COMMIT",
            description = "A folder to push first, or a commit (default: the project's present one).")
    private @Nullable String code;

    @Option(names = "--folder", paramLabel = "PATH", description = "The app's folder within the code.")
    private @Nullable String folder;

    @Option(
            names = "--entrypoint",
            paramLabel = "NAME",
            description = "Of the framework (default: app.py, app:app or server.js).")
    private @Nullable String entrypoint;

    @Option(names = "--port", paramLabel = "N", description = "On which the app listens.")
    private @Nullable Integer port;

    @Option(names = "--socket", description = "The command listens on the unix socket in $WBX_SOCKET.")
    private boolean socket;

    @Option(names = "--health", paramLabel = "PATH", description = "Answered with 200 to 399 when the app is ready.")
    private @Nullable String health;

    @Option(names = "--replicas", paramLabel = "N", description = "How many processes answer.")
    private @Nullable Integer replicas;

    @Option(names = "--memory-mb", paramLabel = "N", description = "Of each replica (default: 1024).")
    private @Nullable Long memoryMb;

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable, no secret. Repeatable.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = "--secret",
            paramLabel = "VARIABLE=NAME",
            description = "A secret of the project, by name, and the environment variable for its value. Repeatable.")
    private Map<String, String> secrets = new LinkedHashMap<>();

    @Option(
            names = "--access",
            paramLabel = "WHO",
            description = "Who may enter a new app: owner, members (default) or signed-in.")
    private @Nullable String access;

    @Option(
            names = "--sleep-after",
            paramLabel = "DURATION",
            description = "Stop its processes after so long without visitors; the next one wakes it.")
    private @Nullable String sleepAfter;

    @Option(
            names = "--most-crashes",
            paramLabel = "N",
            description = "Give it up after so many crashes in a row (default: never).")
    private @Nullable Integer mostCrashes;

    AppDeployCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var request = request();
        request.set("spec", spec());
        return follow(new Apps(api(), project()).deploy(name(), request));
    }

    private ObjectNode spec() {
        if ((framework == null) == command.isEmpty()) {
            throw new UsageException("Name a framework (--framework streamlit, flask or node), or a command.");
        }
        var spec = Json.object().put("runtime", runtime);
        put(spec, "framework", upper(framework));
        put(spec, "entrypoint", entrypoint);
        put(spec, "folder", folder);
        put(spec, "health", health);
        put(spec, "access", upper(access));
        put(spec, "sleepAfter", sleepAfter == null ? null : TrainingOptions.duration(sleepAfter));
        put(spec, "code", commit());
        put(spec, "port", port);
        put(spec, "replicas", replicas);
        put(spec, "mostCrashes", mostCrashes);
        if (socket) {
            spec.put("socket", true);
        }
        if (memoryMb != null) {
            spec.putObject("limits").put("memoryBytes", memoryMb << 20);
        }
        if (!command.isEmpty()) {
            spec.set("command", Json.tree(command));
        }
        spec.set("environment", Json.tree(environment));
        spec.set("secrets", Json.tree(secrets));
        return spec;
    }

    private @Nullable String commit() {
        if (code == null || code.matches("[0-9a-f]{40}")) {
            return code;
        }
        var sha = new CodeFolder(Path.of(code)).push(api(), project(), "Deploy " + name());
        progress("commit " + sha);
        return sha;
    }

    private static @Nullable String upper(@Nullable String word) {
        return word == null ? null : word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static void put(ObjectNode spec, String name, @Nullable String value) {
        if (value != null) {
            spec.put(name, value);
        }
    }

    private static void put(ObjectNode spec, String name, @Nullable Integer value) {
        if (value != null) {
            spec.put(name, value);
        }
    }
}
