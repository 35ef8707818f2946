package io.workbenchx.providers.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes what a launch needs into the workload's directory, each file with exactly the rights it needs. */
public final class LaunchFiles {

    /** Two users and one host, instead of those of the real /etc. */
    static final Map<String, String> ACCOUNTS = Map.of(
            "passwd", "workload:x:1000:1000:workload:/work:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
            "group", "workload:x:1000:\nnogroup:x:65534:\n",
            "hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n");

    private LaunchFiles() {}

    /** Where the command starts, as seen inside. */
    public static String workingDirectory(WorkloadSpec spec) {
        return spec.mounts().stream().anyMatch(mount -> mount.target().equals("/work/code")) ? "/work/code" : "/work";
    }

    /** All variables of the command, in a stable order. */
    static Map<String, String> variables(WorkloadSpec spec, RunDirectory directory) {
        Map<String, String> variables = new LinkedHashMap<>();
        String path = "/usr/local/bin:/usr/bin:/bin";
        variables.put("PATH", spec.runtime() == null ? path : "/runtime/bin:" + path);
        variables.put("HOME", "/work");
        variables.put("TMPDIR", "/tmp");
        variables.put("LANG", "C.UTF-8");
        if (spec.listen()) {
            variables.put("WBX_SOCKET", "/run/wbx/service.sock");
        }
        if (!spec.egress().isEmpty()) {
            for (String name : List.of("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")) {
                variables.put(name, "http://127.0.0.1:" + SandboxArguments.EGRESS_PORT);
            }
            variables.put("NO_PROXY", "127.0.0.1,localhost");
            variables.put("no_proxy", "127.0.0.1,localhost");
        }
        variables.putAll(new TreeMap<>(spec.environment()));
        variables.put("WBX_RUN_ID", spec.runId().toString());
        variables.put("WBX_WORKLOAD", directory.name());
        return variables;
    }

    /** A directory that workloads can pass through but not list. */
    public static void passable(Path directory) throws IOException {
        Files.createDirectories(directory);
        mode(directory, "rwx--x--x");
    }

    public static void resource(String name, Path target, String mode) throws IOException {
        try (InputStream content = LaunchFiles.class.getResourceAsStream(name)) {
            if (content == null) {
                throw new IOException("the build lacks the resource " + name);
            }
            write(target, content.readAllBytes(), mode);
        }
    }

    /** The mode is set before the content. */
    public static void write(Path file, byte[] content, String mode) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content);
        mode(file, mode);
    }

    static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** As a word of the shell. */
    public static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
