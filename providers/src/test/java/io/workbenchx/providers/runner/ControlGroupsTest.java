package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.providers.runner.ControlGroups.Groups;
import io.workbenchx.providers.runner.ControlGroups.Hierarchy;
import io.workbenchx.providers.runner.ControlGroups.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On ordinary files, which is enough to see what would be written where in either version. */
class ControlGroupsTest {

    private static final WorkloadSpec.Limits LIMITS = new WorkloadSpec.Limits(1, 1 << 20, Duration.ZERO, 10, 0);

    @TempDir
    Path parent;

    @Test
    void limitsMemoryAndProcessesInVersionTwo() throws IOException {
        ControlGroups groups = new ControlGroups(List.of(
                new Hierarchy(parent, 2, List.of(Resource.MEMORY, Resource.PROCESSES, Resource.CPU, Resource.KILL))));

        Groups made = groups.create("one", LIMITS);

        assertThat(made.all()).containsExactly(parent.resolve("one"));
        assertThat(parent.resolve("one/memory.max")).hasContent("1048576");
        assertThat(parent.resolve("one/pids.max")).hasContent("14");
        assertThat(groups.mechanism(Resource.MEMORY)).contains("cgroup v2");
    }

    @Test
    void limitsMemoryInVersionOne() throws IOException {
        ControlGroups groups = new ControlGroups(List.of(new Hierarchy(parent, 1, List.of(Resource.MEMORY))));

        groups.create("one", LIMITS);

        assertThat(parent.resolve("one/memory.limit_in_bytes")).hasContent("1048576");
        assertThat(groups.mechanism(Resource.PROCESSES)).isEmpty();
    }

    @Test
    void hasNoMechanismWithoutHierarchies() throws IOException {
        Groups none = ControlGroups.none().create("one", LIMITS);

        assertThat(none.all()).isEmpty();
        assertThat(none.kill()).isNull();
    }
}
