package io.workbenchx.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a newcomer waits for: the demo on a fresh clone with warm package caches, the demo again, starting what is built, and what it all takes
 * when idle. Absolute goals, since there is no peer that does the same; measured once, as the newcomer does.
 */
final class FirstDemoBenchmark implements Benchmark {

    private static final double FIRST_SECONDS = 300;
    private static final double SECOND_SECONDS = 60;
    private static final double UP_SECONDS = 20;
    private static final double IDLE_MIB = 2000;
    private static final long LIMIT_MINUTES = 20;

    @Override
    public String name() {
        return "first-demo";
    }

    @Override
    public String description() {
        return "wbx demo on a fresh clone, again, wbx up to ready, and the memory of everything when idle";
    }

    @Override
    public List<Figure> run(int rounds) throws Exception {
        Path root = Path.of(System.getProperty("wbx.root", "."));
        Path scratch = Files.createTempDirectory("wbx-first-demo");
        // Workloads have users of their own, who must get through to their files.
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path clone = scratch.resolve("workbenchx");
        Map<String, String> environment = Map.of(
                "WBX_HOME", scratch.resolve("home").toString(),
                "WBX_CONFIG", scratch.resolve("config.json").toString());
        seconds(List.of("git", "clone", "-q", root.toString(), clone.toString()), root, environment);
        try {
            double first = seconds(List.of("./wbx", "demo"), clone, environment);
            double second = seconds(List.of("./wbx", "demo"), clone, environment);
            seconds(List.of("./wbx", "down"), clone, environment);
            double up = seconds(List.of("./wbx", "up"), clone, environment);
            TimeUnit.SECONDS.sleep(10);
            double idle = residentMib(scratch.resolve("home"));
            return List.of(
                    Figure.absolute("fresh clone to finished demo", "s", first, FIRST_SECONDS),
                    Figure.absolute("second demo", "s", second, SECOND_SECONDS),
                    Figure.absolute("wbx up to ready", "s", up, UP_SECONDS),
                    Figure.absolute("resident memory of everything, idle", "MiB", idle, IDLE_MIB));
        } finally {
            seconds(List.of("./wbx", "down"), clone, environment);
            try (Stream<Path> files = Files.walk(scratch)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static double seconds(List<String> command, Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolveSibling("bench.log").toFile()));
        builder.environment().putAll(environment);
        long began = System.nanoTime();
        Process process = builder.start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(
                    String.join(" ", command) + " failed:\n" + Files.readString(folder.resolveSibling("bench.log")));
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /** Proportional set size of every process whose command line, or whose ancestor's, names the home. */
    private static double residentMib(Path home) throws IOException {
        List<ProcessHandle> all = new ArrayList<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            Path commandLine = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
            if (Files.isReadable(commandLine) && read(commandLine).contains(home.toString())) {
                all.add(process);
                all.addAll(process.descendants().toList());
            }
        }
        double kib = 0;
        for (long pid : all.stream().mapToLong(ProcessHandle::pid).distinct().toArray()) {
            for (String line :
                    read(Path.of("/proc", String.valueOf(pid), "smaps_rollup")).split("\n")) {
                if (line.startsWith("Pss:")) {
                    kib += Double.parseDouble(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return kib / 1024;
    }

    /** A process may end while it is looked at: then it takes nothing. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }
}
