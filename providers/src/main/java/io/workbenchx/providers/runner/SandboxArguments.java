package io.workbenchx.providers.runner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What bubblewrap is told. Handed over in a file that is deleted before it is read, because the variables may be secrets. */
final class SandboxArguments {

    static final String API_SOCKET = "/run/gateway/api.sock";
    static final String EGRESS_SOCKET = "/run/gateway/egress.sock";
    /** Where a workload finds its proxy on its own loopback. */
    static final int EGRESS_PORT = 3128;

    static final String RELAY = "/run/relay.py";
    private static final long SMALLEST_TMPFS = 64L << 20;
    private static final long USUAL_TMPFS = 1L << 30;

    private SandboxArguments() {}

    /** Own namespaces of every kind, no way to make more, gone when the launcher goes. */
    static List<String> namespaces(boolean sealed) {
        List<String> options = new ArrayList<>(List.of(
                "--unshare-user",
                "--unshare-pid",
                "--unshare-ipc",
                "--unshare-uts",
                "--unshare-net",
                "--unshare-cgroup-try"));
        if (sealed) {
            options.add("--disable-userns");
        }
        options.addAll(List.of("--uid", "1000", "--gid", "1000", "--hostname", "sandbox"));
        options.addAll(List.of("--new-session", "--die-with-parent", "--clearenv"));
        return options;
    }

    /** The host's programs and the kernel's file systems; of /proc/sys nothing can be written, whoever maps to root. */
    static List<String> system() {
        List<String> options = new ArrayList<>(List.of("--ro-bind", "/usr", "/usr"));
        for (String directory : List.of("/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")) {
            Path path = Path.of(directory);
            if (Files.isSymbolicLink(path)) {
                options.addAll(List.of("--symlink", "usr" + directory, directory));
            } else if (Files.isDirectory(path)) {
                options.addAll(List.of("--ro-bind", directory, directory));
            }
        }
        for (String path : List.of("/etc/alternatives", "/etc/ssl", "/etc/ld.so.cache", "/etc/localtime")) {
            options.addAll(List.of("--ro-bind-try", path, path));
        }
        options.addAll(List.of("--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev"));
        return options;
    }

    /** Everything that this workload sees beside the system. */
    static List<String> files(WorkloadSpec spec, RunDirectory directory) {
        List<String> options = new ArrayList<>();
        String tmpfs = Long.toString(
                spec.limits().memoryBytes() > 0
                        ? Math.max(SMALLEST_TMPFS, spec.limits().memoryBytes() / 2)
                        : USUAL_TMPFS);
        options.addAll(List.of("--size", tmpfs, "--tmpfs", "/tmp", "--size", tmpfs, "--tmpfs", "/dev/shm"));
        for (String file : LaunchFiles.ACCOUNTS.keySet()) {
            bind(options, "--ro-bind", directory.path().resolve("etc").resolve(file), "/etc/" + file);
        }
        bind(options, "--bind", directory.sockets(), "/run/wbx");
        bind(options, "--bind", directory.workspace(), "/work");
        if (spec.workbench() != null || !spec.egress().isEmpty()) {
            bind(options, "--ro-bind", directory.gateway(), "/run/gateway");
            bind(options, "--ro-bind", directory.path().resolve("relay.py"), RELAY);
        }
        if (spec.interpreterHome() != null) {
            bind(
                    options,
                    "--ro-bind",
                    spec.interpreterHome(),
                    spec.interpreterHome().toString());
        }
        if (spec.runtime() != null) {
            bind(options, "--ro-bind", spec.runtime(), "/runtime");
        }
        for (WorkloadSpec.Mount mount : spec.mounts()) {
            bind(options, mount.writable() ? "--bind" : "--ro-bind", mount.source(), mount.target());
        }
        options.addAll(List.of("--chdir", LaunchFiles.workingDirectory(spec)));
        return options;
    }

    private static void bind(List<String> options, String how, Path source, String target) {
        options.addAll(List.of(how, source.toString(), target));
    }
}
