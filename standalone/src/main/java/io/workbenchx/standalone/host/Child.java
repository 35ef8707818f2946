package io.workbenchx.standalone.host;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server process of ours: in its own session, logging to a file, with an environment that holds nothing but what it needs. */
public final class Child {

    private static final long LOG_LIMIT = 16L << 20;

    private Child() {}

    /**
     * Starts a server. It gets a session of its own, so that Ctrl-C in the terminal reaches only us and we stop it in order; its pid
     * is on disk before it runs, so that whoever comes after a crash finds it.
     */
    public static Process start(List<String> command, Map<String, String> environment, Path log, Path pidFile)
            throws IOException {
        rotate(log);
        List<String> line = new ArrayList<>();
        Programs.find("setsid", System.getenv()).ifPresent(setsid -> line.add(setsid.toString()));
        line.addAll(List.of("/bin/sh", "-c", "echo $$ >\"$1\" && shift && exec \"$@\"", "sh", pidFile.toString()));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The process of this pid, when its command line proves that it is the one meant and not a later owner of the number. */
    public static Optional<ProcessHandle> find(long pid, String argument) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> commandLine(process).contains(argument));
    }

    private static String commandLine(ProcessHandle process) {
        Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            return Files.isReadable(file)
                    ? Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ')
                    : process.info().commandLine().orElse("");
        } catch (IOException gone) {
            return "";
        }
    }

    /** Sends a signal by name; Java itself only knows TERM and KILL, PostgreSQL's fast shutdown is INT. */
    public static void signal(ProcessHandle process, String name) throws IOException {
        if (process.isAlive()) {
            Programs.run(
                    List.of("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(process.pid())),
                    Map.of(),
                    Duration.ofSeconds(5));
        }
    }

    /** Waits for a process to end; false when it is still there after the limit. */
    public static boolean await(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        } catch (ExecutionException | TimeoutException stillThere) {
            return !process.isAlive();
        }
    }

    /** How much a log holds; 0 when there is none yet. */
    public static long size(Path log) throws IOException {
        return Files.exists(log) ? Files.size(log) : 0;
    }

    /** What a log says from an offset on, at most 4 kB, for messages about a server that would not start. */
    public static String read(Path log, long offset) {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(Math.min(offset, Files.size(log)));
            return new String(in.readNBytes(4096), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            return "(" + log + " cannot be read: " + unreadable.getMessage() + ")";
        }
    }

    private static void rotate(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
