package io.workbenchx.providers.runner;

import io.workbenchx.providers.runner.ControlGroups.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mounted control group hierarchy, and what this process may do with it.
 *
 * @param options mount options, which name the controllers of version 1
 */
record HierarchyProbe(Path path, int version, List<String> options) {

    private static final Logger log = LoggerFactory.getLogger(HierarchyProbe.class);
    private static final Set<String> USED = Set.of("memory", "pids", "cpuacct");

    /** Parses a line of /proc/self/mountinfo; empty for other file systems. */
    static Optional<HierarchyProbe> of(String line) {
        String[] halves = line.split(" - ", 2);
        String[] mount = halves[0].split(" ");
        String[] type = halves.length == 2 ? halves[1].split(" ") : new String[0];
        if (mount.length < 5 || type.length < 3 || !type[0].startsWith("cgroup")) {
            return Optional.empty();
        }
        int version = type[0].equals("cgroup2") ? 2 : 1;
        List<String> options = List.of(type[2].split(","));
        boolean useful = version == 2 || options.stream().anyMatch(USED::contains);
        return useful ? Optional.of(new HierarchyProbe(Path.of(mount[4]), version, options)) : Optional.empty();
    }

    /** Which of the wanted resources a group made below {@code parent} would hold. */
    List<Resource> usable(String parent, List<Resource> wanted) {
        Path group =
                path.resolve(parent).resolve("probe-" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(group.getParent());
            if (version == 2) {
                delegate(path);
                delegate(path.resolve(parent));
            }
            Files.createDirectory(group);
            try {
                return wanted.stream()
                        .filter(resource -> offers(group, resource))
                        .toList();
            } finally {
                Files.delete(group);
            }
        } catch (IOException e) {
            return List.of(); // read-only or another user's: the capabilities name what is used instead
        }
    }

    private boolean offers(Path group, Resource resource) {
        String file = switch (resource) {
            case MEMORY -> version == 1 ? "memory.limit_in_bytes" : "memory.max";
            case PROCESSES -> "pids.max";
            case CPU -> version == 1 ? "cpuacct.usage" : "cpu.stat";
            case KILL -> "cgroup.kill";
        };
        return Files.isWritable(group.resolve("cgroup.procs")) && Files.exists(group.resolve(file));
    }

    /** Hands the controllers that exist down to the children; one that is refused is simply not there for them. */
    private static void delegate(Path group) throws IOException {
        List<String> refused = new ArrayList<>();
        for (String controller :
                Files.readString(group.resolve("cgroup.controllers")).split("\\s+")) {
            if (controller.equals("memory") || controller.equals("pids")) {
                try {
                    Files.writeString(group.resolve("cgroup.subtree_control"), "+" + controller);
                } catch (IOException e) {
                    refused.add(controller + ": " + e.getMessage());
                }
            }
        }
        if (!refused.isEmpty()) {
            log.debug("{} keeps {}", group, refused);
        }
    }
}
