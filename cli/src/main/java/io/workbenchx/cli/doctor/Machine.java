package io.workbenchx.cli.doctor;

import io.workbenchx.cli.shell.Shell;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be asked of the machine. */
class Machine {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Pattern VERSION = Pattern.compile("([0-9]+)\\.([0-9]+)(\\.[0-9]+)?");

    private final Shell shell;

    Machine(Shell shell) {
        this.shell = shell;
    }

    /** A version that a program told. */
    record Version(int major, int minor, String text) {
        boolean atLeast(int otherMajor, int otherMinor) {
            return major > otherMajor || major == otherMajor && minor >= otherMinor;
        }
    }

    /** The exit code and the combined output of a program. */
    record Answer(int code, String output) {
        boolean ok() {
            return code == 0;
        }
    }

    boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    Path userHome() {
        return shell.userHome();
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(shell.variable(name));
    }

    /** Whether something speaks HTTP there, whatever it says. */
    boolean answersHttp(String url) {
        try {
            HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            return true;
        } catch (IOException | IllegalArgumentException nobody) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The first program of this name on the PATH. */
    Optional<Path> find(String program) {
        for (var entry : variable("PATH").orElse("").split(File.pathSeparator)) {
            var candidate = Path.of(entry.isEmpty() ? "." : entry, program);
            if (isProgram(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** Runs a program of the PATH for at most half a minute; a failure to start counts as code 127. */
    Answer run(String... command) {
        var program = find(command[0]);
        if (program.isEmpty()) {
            return new Answer(127, command[0] + " is not on the PATH");
        }
        var arguments = new ArrayList<>(List.of(command));
        arguments.set(0, program.get().toString());
        var builder = new ProcessBuilder(arguments)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        variable("PATH").ifPresent(path -> builder.environment().put("PATH", path));
        try {
            var process = builder.start();
            var timer = new Thread(() -> killAfter(process), "limit");
            timer.setDaemon(true);
            timer.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), output.strip());
        } catch (IOException e) {
            return new Answer(127, e.getMessage() == null ? "" : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(130, "interrupted");
        }
    }

    private static void killAfter(Process process) {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a program on this terminal; what it prints is no result of ours, so it all goes to standard error. */
    int runVisibly(List<String> command) throws IOException, InterruptedException {
        var toError = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" >&2", "sh"));
        toError.addAll(command);
        return new ProcessBuilder(toError).inheritIO().start().waitFor();
    }

    /** The version in what a program says. */
    Optional<Version> version(String... command) {
        var answer = run(command);
        Matcher matcher = VERSION.matcher(answer.output());
        return answer.ok() && matcher.find()
                ? Optional.of(new Version(
                        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), matcher.group()))
                : Optional.empty();
    }

    boolean portIsFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Bytes free where a directory is or will be. */
    long freeBytes(Path directory) {
        var existing = directory.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing.toFile().getUsableSpace();
    }

    /** The content of a small system file; empty when there is none. */
    String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException absent) {
            return "";
        }
    }
}
