package io.workbenchx.providers.runner.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import io.workbenchx.providers.runner.LaunchFiles;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The container for one workload: no privilege, no network, nothing writable but its own folders.
 *
 * @param user user and group inside, and on the host
 * @param logBytes of output that the daemon keeps until we have written it down
 */
record ContainerCommand(WorkloadSpec spec, ContainerDirectory directory, int user, long logBytes) {

    static final String RELAY = "/run/gateway/relay.py";
    private static final String API_SOCKET = "/run/gateway/api.sock";
    private static final long SMALLEST_TMPFS = 64L << 20;
    private static final long USUAL_TMPFS = 1L << 30;

    void fill(CreateContainerCmd command, Map<String, String> labels) {
        List<String> argv = argv();
        command.withName(directory.container())
                .withLabels(labels)
                .withEntrypoint(argv.subList(0, 1))
                .withCmd(argv.subList(1, argv.size()))
                .withEnv(variables().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withUser(user + ":" + user)
                .withWorkingDir(LaunchFiles.workingDirectory(spec))
                .withHostName("sandbox")
                .withNetworkDisabled(true)
                .withHostConfig(host());
    }

    /** The command, behind the relay when it may speak to the workbench; that needs a python3 in the image. */
    List<String> argv() {
        List<String> argv = new ArrayList<>();
        WorkloadSpec.Gateway workbench = spec.workbench();
        if (workbench != null) {
            argv.addAll(List.of("python3", "-I", "-S", RELAY, "out"));
            argv.addAll(List.of(Integer.toString(workbench.gatewayPort()), API_SOCKET, "--"));
        }
        argv.addAll(spec.command());
        return argv;
    }

    /** The image's PATH stays. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("HOME", "/work");
        variables.put("TMPDIR", "/tmp");
        variables.put("LANG", "C.UTF-8");
        if (spec.listen()) {
            variables.put("WBX_SOCKET", "/run/wbx/service.sock");
        }
        variables.putAll(new TreeMap<>(spec.environment()));
        variables.put("WBX_RUN_ID", spec.runId().toString());
        variables.put("WBX_WORKLOAD", String.valueOf(directory.path().getFileName()));
        return variables;
    }

    private HostConfig host() {
        WorkloadSpec.Limits limits = spec.limits();
        HostConfig host = HostConfig.newHostConfig()
                .withPrivileged(false)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges:true"))
                .withReadonlyRootfs(true)
                .withNetworkMode("none")
                .withIpcMode("private")
                .withCgroupnsMode("private")
                .withInit(true)
                .withAutoRemove(false)
                .withRestartPolicy(RestartPolicy.noRestart())
                .withTmpFs(Map.of("/tmp", "rw,nosuid,nodev,size=" + tmpfs()))
                .withShmSize(tmpfs())
                .withUlimits(ulimits())
                .withLogConfig(new LogConfig(
                        LogConfig.LoggingType.JSON_FILE,
                        Map.of("max-size", Long.toString(logBytes), "max-file", "2", "compress", "false")))
                .withBinds(binds());
        if (limits.memoryBytes() > 0) {
            // The same: no swap.
            host.withMemory(limits.memoryBytes()).withMemorySwap(limits.memoryBytes());
        }
        if (limits.processes() > 0) {
            host.withPidsLimit((long) limits.processes() + 2); // init and relay
        }
        if (limits.cpus() > 0) {
            host.withNanoCPUs((long) (limits.cpus() * 1e9));
        }
        if (limits.gpus() > 0) {
            host.withDeviceRequests(
                    List.of(new DeviceRequest().withCount(limits.gpus()).withCapabilities(List.of(List.of("gpu")))));
        }
        return host;
    }

    private long tmpfs() {
        long memory = spec.limits().memoryBytes();
        return memory > 0 ? Math.max(SMALLEST_TMPFS, memory / 2) : USUAL_TMPFS;
    }

    private List<Ulimit> ulimits() {
        List<Ulimit> ulimits = new ArrayList<>(List.of(new Ulimit("core", 0L, 0L)));
        if (spec.limits().diskBytes() > 0) {
            ulimits.add(
                    new Ulimit("fsize", spec.limits().diskBytes(), spec.limits().diskBytes()));
        }
        return ulimits;
    }

    private List<Bind> binds() {
        List<Bind> binds = new ArrayList<>();
        binds.add(new Bind(directory.workspace().toString(), new Volume("/work"), AccessMode.rw));
        binds.add(new Bind(directory.sockets().toString(), new Volume("/run/wbx"), AccessMode.rw));
        binds.add(new Bind(directory.gateway().toString(), new Volume("/run/gateway"), AccessMode.ro));
        spec.mounts()
                .forEach(mount -> binds.add(new Bind(
                        mount.source().toString(),
                        new Volume(mount.target()),
                        mount.writable() ? AccessMode.rw : AccessMode.ro)));
        return binds;
    }
}
