package io.workbenchx.api.protocol.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The unmodified Python client in an environment of its own, made once for each lock file and kept under {@code target}. */
final class PythonClient {

    private static final Path SOURCES = Path.of("src/test/python");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path python;

    private PythonClient(Path python) {
        this.python = python;
    }

    static PythonClient install() throws IOException, InterruptedException {
        Path lock = SOURCES.resolve("requirements.txt");
        Path home = Path.of("target/mlflow-client-" + digest(lock)).toAbsolutePath();
        Path python = home.resolve("bin/python");
        Path done = home.resolve("installed");
        if (!Files.exists(done)) {
            run(Map.of(), List.of("python3", "-m", "venv", home.toString()));
            run(Map.of(), installer(lock.toAbsolutePath(), python));
            Files.createFile(done);
        }
        return new PythonClient(python);
    }

    /** Runs a script to its end and returns what it printed. */
    String run(String script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                python.toString(), "-W", "ignore", SOURCES.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return run(environment, command);
    }

    private static List<String> installer(Path lock, Path python) throws IOException, InterruptedException {
        return onPath("uv")
                ? List.of(
                        "uv",
                        "pip",
                        "install",
                        "--quiet",
                        "--require-hashes",
                        "-r",
                        lock.toString(),
                        "--python",
                        python.toString())
                : List.of(
                        python.toString(),
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "--require-hashes",
                        "-r",
                        lock.toString());
    }

    private static boolean onPath(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MLFLOW_"));
        builder.environment().putAll(environment);
        Path output = Files.createTempFile("python", ".log");
        Process process = builder.redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output);
        Files.delete(output);
        assertThat(ended).as("%s ended in time:%n%s", command, text).isTrue();
        assertThat(process.exitValue()).as("%s:%n%s", command, text).isZero();
        return text;
    }

    private static String digest(Path file) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            String text = Files.readString(file) + System.getenv("PATH");
            return HexFormat.of()
                    .formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
