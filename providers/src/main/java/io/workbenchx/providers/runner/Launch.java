package io.workbenchx.providers.runner;

import io.workbenchx.providers.runner.ControlGroups.Groups;
import io.workbenchx.providers.runner.ControlGroups.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words with which one workload is started.
 *
 * @param launcher drops privileges, sets limits and enters the sandbox; followed by {@code argv} on the command line
 * @param argv the command as executed, after the launcher
 * @param options of the sandbox, without variables
 * @param secrets what the launcher reads from descriptor 3: variables, and options of the sandbox
 */
record Launch(List<String> launcher, List<String> argv, List<String> options, String secrets) {

    static Launch of(WorkloadSpec spec, RunDirectory directory, Host host, @Nullable Integer uid) {
        List<String> launcher = new ArrayList<>();
        if (uid != null) {
            launcher.addAll(Host.dropTo(uid));
        }
        launcher.addAll(limits(spec.limits(), host, uid));
        Map<String, String> variables = LaunchFiles.variables(spec, directory);
        return host.sandboxed()
                ? sandboxed(spec, directory, host, launcher, variables)
                : plain(spec, directory, launcher, variables);
    }

    private static Launch sandboxed(
            WorkloadSpec spec,
            RunDirectory directory,
            Host host,
            List<String> launcher,
            Map<String, String> variables) {
        List<String> options = new ArrayList<>(SandboxArguments.namespaces(host.sealed()));
        options.addAll(SandboxArguments.system());
        options.addAll(SandboxArguments.files(spec, directory));
        options.addAll(List.of("--json-status-fd", "4"));
        launcher.addAll(List.of("env", "-i", "bwrap", "--args", "3", "--"));
        if (host.users() == null
                && host.groups().mechanism(Resource.PROCESSES).isEmpty()
                && spec.limits().processes() > 0) {
            // Outside it would count all processes of the worker's user; a user namespace counts its own.
            launcher.addAll(List.of("prlimit", "--nproc=" + spec.limits().processes(), "--"));
        }
        launcher.addAll(relay(spec));
        StringBuilder secrets = new StringBuilder();
        options.forEach(option -> secrets.append(option).append('\0'));
        variables.forEach((name, value) -> secrets.append("--setenv\0")
                .append(name)
                .append('\0')
                .append(value)
                .append('\0'));
        return new Launch(launcher, spec.command(), options, secrets.toString());
    }

    /** Stands between the command and the sockets that lead out. */
    private static List<String> relay(WorkloadSpec spec) {
        List<String> out = new ArrayList<>();
        WorkloadSpec.Gateway workbench = spec.workbench();
        if (workbench != null) {
            out.addAll(List.of("out", Integer.toString(workbench.gatewayPort()), SandboxArguments.API_SOCKET));
        }
        if (!spec.egress().isEmpty()) {
            String port = Integer.toString(SandboxArguments.EGRESS_PORT);
            out.addAll(List.of("out", port, SandboxArguments.EGRESS_SOCKET));
        }
        if (out.isEmpty()) {
            return out;
        }
        String python = spec.runtime() == null ? "/usr/bin/python3" : "/runtime/bin/python";
        List<String> relay = new ArrayList<>(List.of(python, "-I", "-S", SandboxArguments.RELAY));
        relay.addAll(out);
        relay.add("--");
        return relay;
    }

    private static Launch plain(
            WorkloadSpec spec, RunDirectory directory, List<String> launcher, Map<String, String> variables) {
        PlainArguments plain = new PlainArguments(spec, directory);
        launcher.addAll(PlainArguments.ENTER);
        launcher.add(plain.translate(LaunchFiles.workingDirectory(spec)));
        List<String> argv = spec.command().stream().map(plain::translate).toList();
        return new Launch(launcher, argv, List.of(), plain.exports(variables));
    }

    /** Per process: what no group holds, and a second line behind what is polled. */
    private static List<String> limits(WorkloadSpec.Limits limits, Host host, @Nullable Integer uid) {
        List<String> options = new ArrayList<>(List.of("prlimit", "--core=0"));
        if (limits.cpuSeconds() > 0) {
            long seconds = (long) Math.ceil(limits.cpuSeconds()) + 1;
            options.add("--cpu=" + seconds + ":" + (seconds + 2));
        }
        if (limits.diskBytes() > 0) {
            // A file system of its own is full before: then that, and not the size of one file, is what happened.
            long slack = host.quota() ? limits.diskBytes() / 8 + (16L << 20) : 0;
            options.add("--fsize=" + (limits.diskBytes() + slack));
        }
        if (limits.memoryBytes() > 0 && host.groups().mechanism(Resource.MEMORY).isEmpty()) {
            options.add("--data=" + limits.memoryBytes());
        }
        if (limits.processes() > 0
                && uid != null
                && host.groups().mechanism(Resource.PROCESSES).isEmpty()) {
            options.add("--nproc=" + (limits.processes() + ControlGroups.OWN_PROCESSES));
        }
        options.add("--");
        return options;
    }

    /** What the shim reads: its limits, and where the counters are. */
    static String settings(
            WorkloadSpec spec,
            RunDirectory directory,
            RunnerProperties properties,
            Host host,
            @Nullable Integer uid,
            Groups groups) {
        WorkloadSpec.Limits limits = spec.limits();
        long wall = limits.wall().toMillis();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("wall", wall / 1000 + "." + String.format("%03d", wall % 1000));
        settings.put("wall_limit", wall / 10);
        settings.put("cpu_limit", (long) (limits.cpuSeconds() * 1000));
        settings.put("disk_limit", limits.diskBytes() / 1024);
        settings.put("disk_margin", LoopDisk.margin(limits.diskBytes()) / 1024);
        settings.put("quota", host.quota() && limits.diskBytes() > 0 ? directory.disk() : "");
        settings.put("segment", properties.logSegment().toBytes());
        settings.put(
                "segments",
                properties.logCap().toBytes() / properties.logSegment().toBytes());
        settings.put("poll", "0.5");
        settings.put("isolation", host.isolation());
        settings.put("uid", uid == null ? "" : uid);
        settings.put("mark", directory.name());
        settings.put("cpu_file", groups.cpu() == null ? "" : groups.cpu());
        settings.put("peak_file", groups.peak() == null ? "" : groups.peak());
        settings.put("oom_file", groups.oom() == null ? "" : groups.oom());
        settings.put("pids_file", groups.pids() == null ? "" : groups.pids());
        settings.put("kill_file", groups.kill() == null ? "" : groups.kill());
        StringBuilder lines = new StringBuilder();
        settings.forEach((name, value) -> lines.append(name)
                .append('=')
                .append(LaunchFiles.quoted(value.toString()))
                .append('\n'));
        return lines.toString();
    }

    /** What the {@link Attestation} calls the launcher. */
    List<String> attested() {
        List<String> all = new ArrayList<>(launcher);
        all.addAll(options);
        return all;
    }
}
