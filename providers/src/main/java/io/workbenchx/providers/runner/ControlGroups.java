package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups that this process may make: per resource the hierarchy, of either version, that can hold it. A host of the "hybrid"
 * kind has memory and processes in version 1 and kills by version 2.
 */
record ControlGroups(List<Hierarchy> hierarchies) {

    private static final Logger log = LoggerFactory.getLogger(ControlGroups.class);

    /** Room for the processes that hold the workload: timeout, bubblewrap twice, relay. */
    static final int OWN_PROCESSES = 4;

    /** What a hierarchy is good for. */
    enum Resource {
        MEMORY,
        PROCESSES,
        CPU,
        KILL
    }

    /**
     * @param parent directory in which groups are made
     * @param version 1 or 2
     */
    record Hierarchy(Path parent, int version, List<Resource> resources) {
        public Hierarchy {
            resources = List.copyOf(resources);
        }
    }

    /**
     * Groups of one workload; files are absent when nothing can tell.
     *
     * @param cpu cpuacct.usage or cpu.stat
     * @param peak highest memory use
     * @param oom counter of processes killed for memory
     * @param pids counter of processes that were refused
     * @param kill see {@link LaunchRecord#killFile()}
     */
    record Groups(
            List<Path> all,
            @Nullable Path cpu,
            @Nullable Path peak,
            @Nullable Path oom,
            @Nullable Path pids,
            @Nullable Path kill) {}

    static ControlGroups none() {
        return new ControlGroups(List.of());
    }

    /** Tries what can be made on this host; makes nothing that stays but the empty parent groups. */
    static ControlGroups probe(String name) throws IOException {
        List<Hierarchy> found = new ArrayList<>();
        List<Resource> missing = new ArrayList<>(List.of(Resource.values()));
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            HierarchyProbe.of(line).ifPresent(mount -> {
                List<Resource> usable = mount.usable(name, missing);
                if (!usable.isEmpty()) {
                    found.add(new Hierarchy(mount.path().resolve(name), mount.version(), usable));
                    missing.removeAll(usable);
                }
            });
        }
        log.debug("control groups: {}, none for {}", found, missing);
        return new ControlGroups(found);
    }

    /** Such as {@code cgroup v1}; empty when the resource cannot be held by a group. */
    Optional<String> mechanism(Resource resource) {
        return hierarchy(resource).map(hierarchy -> "cgroup v" + hierarchy.version());
    }

    private Optional<Hierarchy> hierarchy(Resource resource) {
        return hierarchies.stream()
                .filter(hierarchy -> hierarchy.resources().contains(resource))
                .findFirst();
    }

    /** Directories of a workload's groups. */
    List<Path> of(String name) {
        return hierarchies.stream()
                .map(hierarchy -> hierarchy.parent().resolve(name))
                .toList();
    }

    /** Fresh groups with the limits set. */
    Groups create(String name, WorkloadSpec.Limits limits) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Hierarchy hierarchy : hierarchies) {
            Path group = hierarchy.parent().resolve(name);
            Files.deleteIfExists(group); // counters of a launch that was cut short
            Files.createDirectory(group);
            all.add(group);
            limit(hierarchy, group, limits);
        }
        return new Groups(
                List.copyOf(all),
                file(Resource.CPU, name, "cpuacct.usage", "cpu.stat"),
                file(Resource.MEMORY, name, "memory.max_usage_in_bytes", "memory.peak"),
                file(Resource.MEMORY, name, "memory.oom_control", "memory.events"),
                file(Resource.PROCESSES, name, "pids.events", "pids.events"),
                file(Resource.KILL, name, "cgroup.kill", "cgroup.kill"));
    }

    private @Nullable Path file(Resource resource, String name, String version1, String version2) {
        return hierarchy(resource)
                .map(hierarchy ->
                        hierarchy.parent().resolve(name).resolve(hierarchy.version() == 1 ? version1 : version2))
                .filter(Files::exists)
                .orElse(null);
    }

    private static void limit(Hierarchy hierarchy, Path group, WorkloadSpec.Limits limits) throws IOException {
        boolean first = hierarchy.version() == 1;
        if (hierarchy.resources().contains(Resource.MEMORY) && limits.memoryBytes() > 0) {
            String bytes = Long.toString(limits.memoryBytes());
            Files.writeString(group.resolve(first ? "memory.limit_in_bytes" : "memory.max"), bytes);
            writeIfThere(group.resolve(first ? "memory.memsw.limit_in_bytes" : "memory.swap.max"), first ? bytes : "0");
            writeIfThere(group.resolve("memory.oom.group"), "1");
        }
        if (hierarchy.resources().contains(Resource.PROCESSES) && limits.processes() > 0) {
            Files.writeString(group.resolve("pids.max"), Integer.toString(limits.processes() + OWN_PROCESSES));
        }
    }

    private static void writeIfThere(Path file, String value) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, value);
        }
    }

    /** Removes the groups, which must be empty of processes. */
    static void remove(List<Path> groups) {
        for (Path group : groups) {
            boolean gone = Waiting.within(Waiting.DEADLINE, group + " to get empty", () -> {
                try {
                    return Files.deleteIfExists(group) || true;
                } catch (IOException e) {
                    return false; // processes that are just ending still count
                }
            });
            if (!gone) {
                throw new RunnerException("control group " + group + " still has processes", null);
            }
        }
    }
}
