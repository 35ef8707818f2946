package io.workbenchx.providers.runner;

import io.workbenchx.providers.runner.ControlGroups.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this host can do for a workload, found out by trying.
 *
 * @param isolation {@link #BUBBLEWRAP} or {@link #NONE}
 * @param sealed whether a workload is kept from making user namespaces of its own
 * @param users absent when this process is not root: workloads then have its user
 * @param quota whether what a workload writes can have a file system of its own
 */
record Host(String isolation, boolean sealed, @Nullable UserIds users, ControlGroups groups, boolean quota) {

    static final String BUBBLEWRAP = "bubblewrap";
    static final String NONE = "none";
    private static final Logger log = LoggerFactory.getLogger(Host.class);

    static Host probe(RunnerProperties properties) {
        try {
            boolean root = ProcessTable.ownUid() == 0;
            UserIds users = root ? UserIds.ofHost() : null;
            ControlGroups groups = root ? ControlGroups.probe(properties.controlGroup()) : ControlGroups.none();
            requireTools(root);
            boolean quota = properties.diskQuota() && LoopDisk.works();
            if (properties.isolation() == RunnerProperties.Isolation.AUTO
                    && HostCommand.find("bwrap").isPresent()) {
                for (boolean sealed : new boolean[] {true, false}) {
                    if (sandboxWorks(sealed, users)) {
                        return new Host(BUBBLEWRAP, sealed, users, groups, quota);
                    }
                }
            }
            return new Host(NONE, false, users, groups, quota);
        } catch (IOException e) {
            throw new RunnerException("cannot find out what this host offers to workloads", e);
        }
    }

    private static void requireTools(boolean root) {
        List<String> tools = new ArrayList<>(List.of("setsid", "sh", "timeout", "python3", "mkfifo", "prlimit", "env"));
        if (root) {
            tools.add("setpriv"); // without it a workload would have root's user: never
        }
        for (String tool : tools) {
            if (HostCommand.find(tool).isEmpty()) {
                throw new RunnerException(tool + " is missing: install util-linux, coreutils and Python 3", null);
            }
        }
    }

    private static boolean sandboxWorks(boolean sealed, @Nullable UserIds users) {
        List<String> command = new ArrayList<>();
        if (users != null) {
            command.addAll(dropTo(users.first()));
        }
        command.addAll(List.of("env", "-i", "bwrap"));
        command.addAll(SandboxArguments.namespaces(sealed));
        command.addAll(SandboxArguments.system());
        command.addAll(List.of("--", "/usr/bin/true"));
        HostCommand.Result result = HostCommand.run(command);
        if (result.code() != 0) {
            log.info("bubblewrap does not work here: {}", result.output());
        }
        return result.code() == 0;
    }

    /** Makes what follows run as a user, with no groups and no way back. */
    static List<String> dropTo(int uid) {
        return List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--");
    }

    boolean sandboxed() {
        return isolation.equals(BUBBLEWRAP);
    }

    /** Whether a user of the host who is nobody's friend can reach the path; only then can a workload. */
    static void requireReachable(Path path) {
        try {
            for (Path at = path.toRealPath(); at != null; at = at.getParent()) {
                boolean directory = Files.isDirectory(at);
                if (((Integer) Files.getAttribute(at, "unix:mode") & (directory ? 1 : 4)) == 0) {
                    String remedy = "chmod o+" + (directory ? "x " : "r ") + at;
                    throw new RunnerException(
                            path + " cannot be given to a workload, which is another user of this host: " + remedy
                                    + ", or keep such files elsewhere",
                            null);
                }
            }
        } catch (IOException e) {
            throw new RunnerException(path + " cannot be given to a workload: it is not there", e);
        }
    }

    /** See {@link RunnerCapabilities#mechanisms()}. */
    Map<String, String> mechanisms() {
        Map<String, String> mechanisms = new LinkedHashMap<>();
        mechanisms.put("user", users == null ? "the worker's" : "one per workload");
        mechanisms.put("memory", groups.mechanism(Resource.MEMORY).orElse("prlimit --data per process"));
        mechanisms.put(
                "cpu",
                groups.mechanism(Resource.CPU).map(name -> name + " read").orElse("/proc read")
                        + " every 0.5 s, prlimit --cpu per process");
        mechanisms.put("wall", "timeout");
        mechanisms.put(
                "processes",
                groups.mechanism(Resource.PROCESSES)
                        .orElse(users == null && !sandboxed() ? "none" : "prlimit --nproc"));
        mechanisms.put("disk", (quota ? "file system of its own, " : "") + "du every second, prlimit --fsize per file");
        mechanisms.put("network", sandboxed() ? "network namespace" : "none");
        mechanisms.put("namespaces", sandboxed() ? (sealed ? "sealed" : "may be nested") : "none");
        mechanisms.put("kill", kill());
        return mechanisms;
    }

    private String kill() {
        return groups.mechanism(Resource.KILL).orElseGet(() -> {
            if (sandboxed()) {
                return "pid namespace";
            }
            return users == null ? "process tree and marked environment" : "user";
        });
    }
}
