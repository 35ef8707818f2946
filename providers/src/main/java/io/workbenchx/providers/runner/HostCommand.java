package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs short tools of the host, with an empty environment: nothing of the worker's reaches what they start. */
public final class HostCommand {

    static final String SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final long DEADLINE_SECONDS = 120;

    private HostCommand() {}

    /** What a tool left: its exit code and its output, stderr included. */
    public record Result(int code, String output) {}

    static Optional<Path> find(String tool) {
        return List.of(SEARCH_PATH.split(":")).stream()
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static Result run(List<String> command) {
        try {
            Path output = Files.createTempFile("wbx-command", ".out");
            try {
                Process process =
                        processBuilder(command).redirectOutput(output.toFile()).start();
                if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new RunnerException(
                            "gave up on " + command.get(0) + " after " + DEADLINE_SECONDS + " s", null);
                }
                return new Result(
                        process.exitValue(),
                        Files.readString(output, StandardCharsets.ISO_8859_1).strip());
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new RunnerException("cannot run " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException("interrupted while running " + command.get(0), e);
        }
    }

    /** Like {@link #run}, for tools that must not fail. */
    public static void require(List<String> command) {
        Result result = run(command);
        if (result.code() != 0) {
            throw new RunnerException(command.get(0) + " ended with " + result.code() + ": " + result.output(), null);
        }
    }

    /** No input, stderr with stdout, nothing but a PATH in the environment. */
    static ProcessBuilder processBuilder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", SEARCH_PATH);
        return builder;
    }
}
