package io.workbenchx.providers.runner;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** Refuses what cannot be started as asked, before anything is made. */
final class SpecCheck {

    private static final Set<String> TAKEN = Set.of(
            "proc", "sys", "dev", "usr", "lib", "lib32", "lib64", "libx32", "bin", "sbin", "etc", "run", "tmp",
            "runtime");

    private SpecCheck() {}

    static void of(WorkloadSpec spec, RunDirectory directory, Host host) {
        if (spec.command().isEmpty()) {
            throw refusal(directory, "its command is empty");
        }
        spec.environment().keySet().stream()
                .filter(name -> !name.matches("[A-Za-z_][A-Za-z0-9_]*"))
                .findFirst()
                .ifPresent(name -> {
                    throw refusal(directory, "the variable name '" + name + "' is not one");
                });
        if (Stream.concat(spec.command().stream(), spec.environment().values().stream())
                .anyMatch(text -> text.indexOf('\0') >= 0)) {
            throw refusal(directory, "its command or a variable holds a zero byte");
        }
        spec.mounts().forEach(mount -> mount(mount, directory));
        paths(spec, directory, host);
    }

    private static void mount(WorkloadSpec.Mount mount, RunDirectory directory) {
        Path target = Path.of(mount.target());
        boolean absolute = target.isAbsolute() && target.normalize().equals(target) && target.getNameCount() > 0;
        if (!absolute || TAKEN.contains(target.getName(0).toString())) {
            throw refusal(directory, "nothing can be mounted at " + mount.target());
        }
        if (mount.writable() ? !Files.isDirectory(mount.source()) : !Files.exists(mount.source())) {
            throw refusal(directory, mount.source() + (mount.writable() ? " is not a directory" : " does not exist"));
        }
    }

    private static void paths(WorkloadSpec spec, RunDirectory directory, Host host) {
        if (host.users() != null) {
            Host.requireReachable(directory.path().resolveSibling("."));
            Stream.of(spec.runtime(), spec.interpreterHome())
                    .flatMap(Stream::ofNullable)
                    .forEach(Host::requireReachable);
            // A writable one becomes the workload's own, so only the way to it must be open.
            spec.mounts()
                    .forEach(mount -> Host.requireReachable(
                            mount.writable() ? mount.source().resolve("..") : mount.source()));
        }
        Path socket = spec.listen() ? directory.serviceSocket() : directory.apiSocket();
        int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if ((spec.listen() || spec.workbench() != null) && bytes > RunDirectory.SOCKET_PATH_BYTES) {
            throw refusal(
                    directory, "the path " + socket + " is too long for a socket; choose a shorter workbenchx.home");
        }
    }

    private static RunnerException refusal(RunDirectory directory, String why) {
        return new RunnerException("workload " + directory.name() + " cannot be started: " + why, null);
    }
}
