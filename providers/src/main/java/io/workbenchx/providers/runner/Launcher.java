package io.workbenchx.providers.runner;

import io.workbenchx.providers.runner.ControlGroups.Groups;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Prepares a workload's directory, starts its shim, and waits until the command really runs. */
final class Launcher {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path runs;
    private final RunnerProperties properties;
    private final Host host;

    Launcher(Path runs, RunnerProperties properties, Host host) {
        this.runs = runs;
        this.properties = properties;
        this.host = host;
    }

    void launch(WorkloadSpec spec, RunDirectory directory) {
        SpecCheck.of(spec, directory, host);
        try {
            Integer uid = directories(spec, directory);
            Groups groups = host.groups().create(directory.name(), spec.limits());
            Launch launch = Launch.of(spec, directory, host, uid);
            files(spec, directory, launch, uid, groups);
            List<String> command = new ArrayList<>(List.of("setsid", "sh", directory.path() + "/shim.sh"));
            command.add(directory.path().toString());
            command.addAll(launch.launcher());
            command.addAll(launch.argv());
            Process shim = HostCommand.processBuilder(command)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(directory.shimLog().toFile()))
                    .start();
            awaitCommand(directory, shim);
        } catch (IOException e) {
            throw new RunnerException("cannot start workload " + directory.name() + ": " + e.getMessage(), e);
        }
    }

    private @Nullable Integer directories(WorkloadSpec spec, RunDirectory directory) throws IOException {
        LaunchFiles.passable(directory.path());
        LaunchFiles.passable(directory.gateway());
        LaunchFiles.passable(directory.path().resolve("etc"));
        Files.createDirectories(directory.log());
        LaunchFiles.mode(directory.log(), "rwx------");
        disk(spec, directory);
        Files.createDirectories(directory.workspace());
        Files.createDirectories(directory.sockets());
        Files.createDirectories(directory.temporary());
        Integer uid = host.users() == null ? null : host.users().allocate(runs, directory);
        for (Path owned : List.of(directory.workspace(), directory.sockets(), directory.temporary())) {
            if (uid != null) {
                Files.setAttribute(owned, "unix:uid", uid);
            }
            // Sockets and files get the group of the worker, which is how a front door of another user may reach them.
            Files.setAttribute(owned, "unix:mode", 0_2770);
        }
        for (WorkloadSpec.Mount mount : spec.mounts()) {
            if (mount.writable() && uid != null) {
                HostCommand.require(List.of(
                        "chown", "-hR", uid.toString(), "--", mount.source().toString()));
            }
        }
        return uid;
    }

    private void disk(WorkloadSpec spec, RunDirectory directory) throws IOException {
        LaunchFiles.passable(directory.disk());
        if (host.quota() && spec.limits().diskBytes() > 0) {
            LoopDisk.mount(
                    directory.diskImage(), directory.disk(), spec.limits().diskBytes());
            Files.delete(directory.disk().resolve("lost+found"));
            LaunchFiles.passable(directory.disk());
        }
    }

    private void files(WorkloadSpec spec, RunDirectory directory, Launch launch, @Nullable Integer uid, Groups groups)
            throws IOException {
        Path root = directory.path();
        for (Map.Entry<String, String> account : LaunchFiles.ACCOUNTS.entrySet()) {
            text(root.resolve("etc").resolve(account.getKey()), account.getValue(), "rw-r--r--");
        }
        LaunchFiles.resource("shim.sh", root.resolve("shim.sh"), "rw-------");
        LaunchFiles.resource("relay.py", root.resolve("relay.py"), "rw-r--r--");
        text(root.resolve("settings"), Launch.settings(spec, directory, properties, host, uid, groups), "rw-------");
        text(root.resolve("cgroups"), lines(groups.all()), "rw-------");
        text(root.resolve("disk"), diskPaths(spec, directory), "rw-------");
        LaunchFiles.resource("pump.py", root.resolve("pump.py"), "rw-------");
        LaunchRecord record = new LaunchRecord(
                spec.runId(),
                spec.name(),
                spec.attempt(),
                host.isolation(),
                uid,
                host.sandboxed() ? spec.workbench() : null,
                host.sandboxed() ? spec.egress() : List.of(),
                spec.listen(),
                spec.limits().cpuSeconds(),
                properties.logSegment().toBytes(),
                groups.kill() == null ? null : groups.kill().toString(),
                groups.all().stream().map(Path::toString).toList());
        LaunchFiles.write(directory.record(), JSON.writeValueAsBytes(record), "rw-------");
        LaunchFiles.write(
                directory.attestation(),
                JSON.writeValueAsBytes(attestation(spec, directory, launch, uid)),
                "rw-------");
        // Last: it may hold secrets, and what has a record is found and removed even when nobody gets to read it.
        text(root.resolve("launch"), launch.secrets(), "rw-------");
        if (uid != null && !host.sandboxed()) {
            Files.setAttribute(root.resolve("launch"), "unix:uid", uid); // reads its own variables
        }
    }

    private Attestation attestation(WorkloadSpec spec, RunDirectory directory, Launch launch, @Nullable Integer uid) {
        WorkloadSpec.Limits limits = spec.limits();
        List<String> reached = new ArrayList<>(spec.workbench() == null ? List.of() : List.of("workbench"));
        reached.addAll(spec.egress());
        String network = reached.isEmpty() ? "none" : String.join(", ", reached);
        return new Attestation(
                ProcessRunner.NAME,
                spec.runId(),
                spec.name(),
                spec.attempt(),
                Instant.now(),
                launch.argv(),
                launch.attested(),
                List.copyOf(LaunchFiles.variables(spec, directory).keySet()),
                spec.runtime() == null ? null : spec.runtime().toString(),
                spec.runtimeDigest(),
                host.isolation(),
                uid == null ? ProcessTable.ownUid() : uid,
                host.sandboxed() ? network : "host",
                Map.of(
                        "cpu", limits.cpuSeconds() + " s",
                        "memory", limits.memoryBytes() + " B",
                        "wall", limits.wall().toString(),
                        "processes", Integer.toString(limits.processes()),
                        "disk", limits.diskBytes() + " B"),
                host.mechanisms());
    }

    /** Returns once the command runs or has run; a launcher that never got there is a failure of ours, not of the command. */
    private void awaitCommand(RunDirectory directory, Process shim) throws IOException {
        WorkloadProcess process = WorkloadProcess.of(directory);
        boolean begun = Waiting.until(directory.name() + " to start", () -> {
            boolean ended = !shim.isAlive() && !process.alive(); // looked at first: one that has ended has begun before
            if (process.begun()) {
                return Boolean.TRUE;
            }
            return ended ? Boolean.FALSE : null;
        });
        if (!begun
                || Files.exists(directory.refused())
                || WorkloadResult.of(directory).neverBegan()) {
            throw new RunnerException("workload " + directory.name() + " did not start: " + reason(directory), null);
        }
    }

    private static String reason(RunDirectory directory) throws IOException {
        StringBuilder reason = new StringBuilder();
        for (Path file : List.of(directory.refused(), directory.log().resolve("seg.000000.log"), directory.shimLog())) {
            if (Files.exists(file) && Files.size(file) < 4096) {
                reason.append(Files.readString(file, StandardCharsets.ISO_8859_1)
                                .strip())
                        .append(' ');
            }
        }
        return reason.toString().strip();
    }

    private static void text(Path file, String content, String mode) throws IOException {
        LaunchFiles.write(file, content.getBytes(StandardCharsets.UTF_8), mode);
    }

    private static String lines(List<Path> paths) {
        return paths.stream().map(path -> path + "\n").collect(Collectors.joining());
    }

    /** What has to be looked at, because no file system of its own holds it. */
    private String diskPaths(WorkloadSpec spec, RunDirectory directory) {
        List<Path> paths = new ArrayList<>(host.quota() ? List.of() : List.of(directory.disk()));
        spec.mounts().stream()
                .filter(WorkloadSpec.Mount::writable)
                .map(WorkloadSpec.Mount::source)
                .forEach(paths::add);
        return paths.stream().map(path -> path + "\0").collect(Collectors.joining());
    }
}
