package io.workbenchx.providers.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A container as Docker is asked for it, and the sandboxed process of this host that stands in for it. */
public final class StandInContainer {

    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    /** Output that was written at once; later ones have later times. */
    private record Piece(Instant at, byte[] content) {}

    private final String name;
    private final String image;
    /** As in the body of {@code POST /containers/create}. */
    public final JsonNode asked;

    private final List<Piece> output = new ArrayList<>();
    private Process process;
    /** The init of its namespace, and the command. */
    private List<ProcessHandle> parts = List.of();

    private Instant started = NEVER;
    private Instant finished = NEVER;
    private String status = "created";
    private int exitCode;
    private boolean outOfMemory;
    private long cpu;

    public StandInContainer(String name, String image, JsonNode asked) {
        this.name = name;
        this.image = image;
        this.asked = asked;
    }

    public boolean hasLabel(String label) {
        String[] parts = label.split("=", 2);
        return asked.path("Labels").path(parts[0]).asString("").equals(parts[1]);
    }

    public synchronized Map<String, Object> summary() {
        return Map.of("Id", name, "Names", List.of("/" + name), "State", status, "Labels", asked.get("Labels"));
    }

    public synchronized Map<String, Object> inspect() {
        return Map.of(
                "Id",
                name,
                "Name",
                "/" + name,
                "Image",
                image,
                "State",
                Map.of(
                        "Status",
                        status,
                        "Running",
                        status.equals("running"),
                        "OOMKilled",
                        outOfMemory,
                        "ExitCode",
                        exitCode,
                        "StartedAt",
                        started.toString(),
                        "FinishedAt",
                        finished.toString()));
    }

    public synchronized boolean start() throws IOException {
        if (!status.equals("created")) {
            return false;
        }
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        process = builder.start();
        // Before the command is there, nothing could pass a signal on to it.
        Waiting.until(
                "the command of " + name,
                () -> !process.isAlive()
                                || process.children()
                                        .anyMatch(init ->
                                                init.children().findAny().isPresent())
                        ? Boolean.TRUE
                        : null);
        parts = Stream.concat(process.children(), process.children().flatMap(ProcessHandle::children))
                .toList();
        started = Instant.now();
        status = "running";
        Thread pump = new Thread(this::pump, "container-output");
        pump.setDaemon(true);
        pump.start();
        return true;
    }

    private List<String> command() {
        JsonNode host = asked.get("HostConfig");
        String[] user = asked.get("User").asString().split(":");
        List<String> words = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            words.addAll(List.of("setpriv", "--reuid=" + user[0], "--regid=" + user[1], "--clear-groups", "--"));
        }
        words.addAll(List.of("bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"));
        if (host.get("NetworkMode").asString().equals("none")) {
            words.add("--unshare-net");
        }
        words.addAll(List.of("--uid", user[0], "--gid", user[1], "--clearenv", "--ro-bind", "/usr", "/usr"));
        for (String directory : List.of("lib", "lib64", "bin", "sbin")) {
            words.addAll(List.of("--symlink", "usr/" + directory, "/" + directory));
        }
        words.addAll(List.of(
                "--ro-bind-try",
                "/etc/alternatives",
                "/etc/alternatives",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--tmpfs",
                "/tmp"));
        host.get("Binds")
                .valueStream()
                .map(bind -> bind.asString().split(":"))
                .sorted(Comparator.comparing(bind -> bind[1]))
                .forEach(bind ->
                        words.addAll(List.of(bind[2].startsWith("ro") ? "--ro-bind" : "--bind", bind[0], bind[1])));
        asked.get("Env")
                .valueStream()
                .map(variable -> variable.asString().split("=", 2))
                .forEach(variable -> words.addAll(List.of("--setenv", variable[0], variable[1])));
        words.addAll(List.of(
                "--setenv",
                "PATH",
                "/usr/bin:/bin",
                "--chdir",
                asked.get("WorkingDir").asString(),
                "--",
                "prlimit"));
        limit(words, "--data=", host.path("Memory"));
        limit(words, "--nproc=", host.path("PidsLimit"));
        words.add("--");
        Stream.concat(asked.get("Entrypoint").valueStream(), asked.get("Cmd").valueStream())
                .forEach(word -> words.add(word.asString()));
        return words;
    }

    private static void limit(List<String> words, String option, JsonNode value) {
        words.add(value.asLong(0) > 0 ? option + value.asLong() : "--core=0");
    }

    private void pump() {
        byte[] buffer = new byte[16 << 10];
        try (InputStream in = process.getInputStream()) {
            for (int bytes = in.read(buffer); bytes >= 0; bytes = in.read(buffer)) {
                put(Arrays.copyOf(buffer, bytes));
            }
            int code = process.waitFor();
            synchronized (this) {
                exitCode = code;
                finished = Instant.now();
                status = "exited";
                notifyAll();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void put(byte[] content) {
        Instant now = Instant.now();
        Instant last = output.isEmpty() ? NEVER : output.get(output.size() - 1).at();
        output.add(new Piece(now.isAfter(last) ? now : last.plusNanos(1), content));
        notifyAll();
    }

    /** As a client that asks for dated frames gets them: to the end of the container. */
    public void logs(OutputStream out, BigDecimal since) throws IOException {
        int next = 0;
        while (true) {
            List<Piece> fresh;
            boolean over;
            synchronized (this) {
                while (next == output.size() && runsAfter(1000)) {}
                fresh = List.copyOf(output.subList(next, output.size()));
                over = !status.equals("running");
            }
            for (Piece piece : fresh) {
                if (seconds(piece.at()).compareTo(since) >= 0) {
                    byte[] time = (piece.at() + " ").getBytes(StandardCharsets.US_ASCII);
                    out.write(ByteBuffer.allocate(8)
                            .put((byte) 1)
                            .put(new byte[3])
                            .putInt(time.length + piece.content().length)
                            .array());
                    out.write(time);
                    out.write(piece.content());
                }
            }
            out.flush();
            next += fresh.size();
            if (over && fresh.isEmpty()) {
                return;
            }
        }
    }

    private static BigDecimal seconds(Instant at) {
        return BigDecimal.valueOf(at.getEpochSecond()).add(BigDecimal.valueOf(at.getNano(), 9));
    }

    public synchronized boolean runsAfter(long millis) {
        if (status.equals("running")) {
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return status.equals("running");
    }

    public synchronized Map<String, Object> stats() {
        if (!status.equals("running")) {
            return Map.of("cpu_stats", Map.of("cpu_usage", Map.of("total_usage", 0)), "memory_stats", Map.of());
        }
        long used = process.descendants()
                .map(part ->
                        part.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .mapToLong(Long::longValue)
                .sum();
        cpu = Math.max(cpu, used);
        return Map.of(
                "cpu_stats", Map.of("cpu_usage", Map.of("total_usage", cpu)),
                "memory_stats",
                        Map.of(
                                "usage",
                                process.descendants()
                                        .mapToLong(StandInContainer::memory)
                                        .sum()));
    }

    private static long memory(ProcessHandle part) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(part.pid()), "status")).stream()
                            .filter(line -> line.startsWith("VmRSS"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                            .sum()
                    * 1024;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** The init of a container passes signals on to the command; a kill ends its namespace. */
    public synchronized boolean signal(String signal) {
        if (!status.equals("running") || parts.isEmpty()) {
            return status.equals("running");
        }
        if (signal.contains("KILL")) {
            parts.forEach(ProcessHandle::destroyForcibly);
        } else {
            parts.get(parts.size() - 1).destroy();
        }
        return true;
    }

    public void kill() {
        signal("KILL");
    }

    /** As when the kernel chose it. */
    public synchronized void killForMemory() {
        outOfMemory = true;
        kill();
    }

    public synchronized int exitCode() {
        return exitCode;
    }

    public synchronized boolean outOfMemory() {
        return outOfMemory;
    }

    /** As a kubelet gives it: what there is, each line with the time of its beginning. */
    public void lines(OutputStream out, Instant since) throws IOException {
        List<Piece> pieces;
        synchronized (this) {
            pieces = List.copyOf(output);
        }
        boolean begins = true;
        for (Piece piece : pieces) {
            if (piece.at().isBefore(since)) {
                continue;
            }
            int from = 0;
            for (int at = 0; at < piece.content().length; at++) {
                if (begins) {
                    out.write((piece.at() + " ").getBytes(StandardCharsets.US_ASCII));
                    begins = false;
                }
                if (piece.content()[at] == '\n') {
                    out.write(piece.content(), from, at + 1 - from);
                    from = at + 1;
                    begins = true;
                }
            }
            out.write(piece.content(), from, piece.content().length - from);
        }
    }
}
