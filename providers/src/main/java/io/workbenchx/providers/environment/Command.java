package io.workbenchx.providers.environment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program run to its end. Interrupting the thread that waits for it, or a consumer that throws, ends the program with everything it
 * started.
 */
final class Command {

    /** What the tools may know of the worker: where to find packages and how to reach the network, no secrets of the workbench. */
    private static final List<String> PASSED_ON = List.of(
            "HOME",
            "LANG",
            "LC_ALL",
            "TMPDIR",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "ALL_PROXY",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "all_proxy");

    private static final List<String> PASSED_ON_PREFIXES = List.of("UV_", "PIP_");

    private static final int KEPT_LINES = 30;

    private final List<String> words;
    private final Path folder;

    Command(Path folder, List<String> words) {
        this.folder = folder;
        this.words = words;
    }

    /**
     * Runs the program and hands each line of its output on.
     *
     * @return the last lines of output
     * @throws EnvironmentException when it cannot start, or ends with another code than 0
     */
    List<String> run(Map<String, String> environment, Consumer<String> output) {
        Process process = start(environment);
        Deque<String> last = new ArrayDeque<>();
        FutureTask<Void> pump = new FutureTask<>(() -> {
            pump(process, last, output);
            return null;
        });
        Thread reader = new Thread(pump, "output of " + words.get(0));
        reader.setDaemon(true);
        reader.start();
        try {
            pump.get();
            int code = process.waitFor();
            if (code != 0) {
                throw new EnvironmentException(
                        name() + " ended with code " + code + ": " + String.join("\n", last), null);
            }
            return new ArrayList<>(last);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException(name() + " was stopped.", interrupted);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new EnvironmentException("The output of " + name() + " cannot be read.", failure.getCause());
        } finally {
            end(process);
        }
    }

    private Process start(Map<String, String> environment) {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(Command::isOurs);
        variables.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        variables.putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException failure) {
            throw new EnvironmentException(name() + " cannot be started: " + failure.getMessage(), failure);
        }
    }

    private static boolean isOurs(String variable) {
        return !PASSED_ON.contains(variable) && PASSED_ON_PREFIXES.stream().noneMatch(variable::startsWith);
    }

    private static void pump(Process process, Deque<String> last, Consumer<String> output) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (last.size() == KEPT_LINES) {
                    last.removeFirst();
                }
                last.addLast(line);
                output.accept(line);
            }
        } catch (IOException failure) {
            // The stream is cut when the program is killed.
            if (process.isAlive()) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String name() {
        return String.valueOf(Path.of(words.get(0)).getFileName());
    }
}
