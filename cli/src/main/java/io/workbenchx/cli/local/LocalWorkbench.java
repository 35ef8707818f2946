package io.workbenchx.cli.local;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Starts and stops the workbench of one home. */
public final class LocalWorkbench {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final Shell shell;
    private final LocalHome home;

    public LocalWorkbench(Shell shell, LocalHome home) {
        this.shell = shell;
        this.home = home;
    }

    public LocalHome home() {
        return home;
    }

    /**
     * Starts the workbench unless it runs already, and returns what it says about itself once it is ready.
     *
     * @param arguments options of the standalone process
     * @param onStep hears each step as it ends ({@code name}, {@code millis}), and at once everything worth noticing ({@code notice})
     */
    public JsonNode start(List<String> arguments, Consumer<JsonNode> onStep) {
        var launched = home.inUse() ? null : launch(arguments);
        return awaitReady(launched, onStep);
    }

    /** Runs the workbench in this terminal until it ends or is interrupted; returns its exit code. */
    public int runInForeground(List<String> arguments) {
        try {
            var process = readingAnyName(new ProcessBuilder(command(arguments)).inheritIO())
                    .start();
            // Ctrl-C reaches both of us; wbx has to outlive the workbench so that its orderly stop is seen to the end.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
            return process.waitFor();
        } catch (IOException e) {
            throw new CommandException("Cannot start the workbench: " + e.getMessage() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted.");
        }
    }

    /** In a plain C locale Java cannot name the files that people make in sessions. */
    private static ProcessBuilder readingAnyName(ProcessBuilder builder) {
        var environment = builder.environment();
        var locale = environment.getOrDefault(
                "LC_ALL", environment.getOrDefault("LC_CTYPE", environment.getOrDefault("LANG", "")));
        if (!locale.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8")) {
            environment.put("LC_ALL", "C.UTF-8");
        }
        return builder;
    }

    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> command(List<String> arguments) {
        var all = new ArrayList<>(List.of("--home=" + home.root()));
        all.addAll(arguments);
        return Installation.of(shell).command(shell, all);
    }

    private Process launch(List<String> arguments) {
        var command = new ArrayList<String>();
        var setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            // A session of its own: closing the terminal does not stop it.
            command.add(setsid.toString());
        }
        command.addAll(command(arguments));
        try {
            // The workbench itself gives its home the permissions it needs.
            Files.createDirectories(home.log().getParent());
            return readingAnyName(new ProcessBuilder(command)
                            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(home.log().toFile())))
                    .start();
        } catch (IOException e) {
            throw new CommandException("Cannot start the workbench in " + home.root() + ": " + e.getMessage()
                    + ". Check that you may write there, or choose another home (WBX_HOME).");
        }
    }

    private JsonNode awaitReady(@Nullable Process launched, Consumer<JsonNode> onStep) {
        var progress = new Progress(onStep);
        while (true) {
            boolean alive = launched == null ? home.inUse() : launched.isAlive();
            var infra = home.infra();
            if (launched == null || infra.path("pid").asLong(0) == launched.pid()) {
                progress.report(infra);
                if (Json.text(infra, "state").equals("READY")) {
                    return infra;
                }
                if (!alive && infra.has("reason")) {
                    throw new CommandException("The workbench could not start: " + Json.text(infra, "reason")
                            + "\nIts log: " + home.log());
                }
            }
            if (!alive) {
                throw new CommandException(
                        "The workbench ended while it started. The end of " + home.log() + ":\n" + logEnd());
            }
            pause();
        }
    }

    /** Asks the workbench to stop and waits for it; false when none ran. */
    public boolean stop(boolean force) {
        if (!home.inUse()) {
            return false;
        }
        var infra = home.infra();
        var process = ProcessHandle.of(infra.path("pid").asLong(-1));
        process.ifPresent(ProcessHandle::destroy);
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        while (home.inUse()) {
            if (System.nanoTime() > deadline) {
                if (!force) {
                    throw new CommandException("The workbench in " + home.root() + " is still stopping after "
                            + STOP_LIMIT.toSeconds() + " s. See " + home.log() + ", or end it with wbx down --force.");
                }
                process.ifPresent(ProcessHandle::destroyForcibly);
                deadline += STOP_LIMIT.toNanos();
            }
            pause();
        }
        return true;
    }

    /** Ends jobs and endpoints, which outlive the workbench, and what a workbench left behind that was killed. */
    public void endLeftovers() {
        if (!home.wasStarted()) {
            return;
        }
        try {
            var process = new ProcessBuilder(
                            Installation.of(shell).errand(shell, List.of("--home=" + home.root(), "--end-leftovers")))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new CommandException("What runs in " + home.root()
                        + " could not be ended, so nothing was deleted:\n" + output.strip());
            }
        } catch (IOException e) {
            throw new CommandException("What runs in " + home.root() + " could not be ended, so nothing was deleted: "
                    + e.getMessage() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted; nothing was deleted.");
        }
    }

    private String logEnd() {
        try {
            var bytes = Files.readAllBytes(home.log());
            int from = Math.max(0, bytes.length - 3000);
            return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "(it cannot be read: " + e.getMessage() + ")";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted; the workbench goes on. See wbx status.");
        }
    }

    /** Tells each step and each notice once. */
    private static final class Progress {

        private final Consumer<JsonNode> onStep;
        private int steps;
        private int notices;

        Progress(Consumer<JsonNode> onStep) {
            this.onStep = onStep;
        }

        void report(JsonNode infra) {
            for (; notices < infra.path("notices").size(); notices++) {
                onStep.accept(Json.object()
                        .put("notice", infra.path("notices").path(notices).asString()));
            }
            for (; steps < infra.path("steps").size(); steps++) {
                onStep.accept(infra.path("steps").path(steps));
            }
        }
    }
}
