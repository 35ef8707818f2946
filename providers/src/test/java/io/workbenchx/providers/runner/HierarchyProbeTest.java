package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.providers.runner.ControlGroups.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HierarchyProbeTest {

    @TempDir
    Path mount;

    @Test
    void findsTheHierarchiesThatHoldWhatWeLimit() {
        assertThat(HierarchyProbe.of("35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory"))
                .contains(new HierarchyProbe(Path.of("/sys/fs/cgroup/memory"), 1, List.of("rw", "memory")));
        assertThat(HierarchyProbe.of("33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct"))
                .isPresent();
        assertThat(HierarchyProbe.of("41 31 0:38 / /sys/fs/cgroup/unified rw shared:9 - cgroup2 cgroup2 rw"))
                .hasValueSatisfying(probe -> assertThat(probe.version()).isEqualTo(2));
    }

    @Test
    void passesOverEverythingElse() {
        assertThat(HierarchyProbe.of("34 31 0:31 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset"))
                .isEmpty();
        assertThat(HierarchyProbe.of("31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755"))
                .isEmpty();
        assertThat(HierarchyProbe.of("nonsense")).isEmpty();
    }

    @Test
    void offersNothingThatCannotBeMade() throws IOException {
        Files.createFile(mount.resolve("workbenchx"));

        HierarchyProbe probe = new HierarchyProbe(mount, 1, List.of("memory"));

        assertThat(probe.usable("workbenchx", List.of(Resource.values()))).isEmpty();
    }
}
