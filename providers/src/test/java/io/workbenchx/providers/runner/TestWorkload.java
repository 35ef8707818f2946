package io.workbenchx.providers.runner;

import io.workbenchx.providers.runner.WorkloadSpec.Gateway;
import io.workbenchx.providers.runner.WorkloadSpec.Limits;
import io.workbenchx.providers.runner.WorkloadSpec.Mount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Builds specs, with limits that nothing ordinary reaches. */
final class TestWorkload {

    private UUID runId = UUID.randomUUID();
    private String name = "main";
    private int attempt = 1;
    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Mount> mounts = new ArrayList<>();
    private Path runtime;
    private Gateway workbench;
    private boolean listen;
    private List<String> egress = List.of();
    private double cpuSeconds = 600;
    private long memoryBytes = 1L << 30;
    private Duration wall = Duration.ofMinutes(10);
    private int processes = 256;
    private long diskBytes = 1L << 30;

    private TestWorkload(List<String> command) {
        this.command = command;
    }

    static TestWorkload command(String... command) {
        return new TestWorkload(List.of(command));
    }

    static TestWorkload shell(String script) {
        return command("/bin/sh", "-c", script);
    }

    static TestWorkload python(String script) {
        return command("/usr/bin/python3", "-c", script);
    }

    TestWorkload run(UUID id) {
        runId = id;
        return this;
    }

    TestWorkload named(String value) {
        name = value;
        return this;
    }

    TestWorkload attempt(int value) {
        attempt = value;
        return this;
    }

    TestWorkload variable(String key, String value) {
        environment.put(key, value);
        return this;
    }

    TestWorkload mount(Path source, String target, boolean writable) {
        mounts.add(new Mount(source, target, writable));
        return this;
    }

    TestWorkload runtime(Path value) {
        runtime = value;
        return this;
    }

    TestWorkload workbench(int port) {
        workbench = new Gateway("127.0.0.1", port, 8123);
        return this;
    }

    TestWorkload egress(String... hosts) {
        egress = List.of(hosts);
        return this;
    }

    TestWorkload listening() {
        listen = true;
        return this;
    }

    TestWorkload cpuSeconds(double value) {
        cpuSeconds = value;
        return this;
    }

    TestWorkload memoryBytes(long value) {
        memoryBytes = value;
        return this;
    }

    TestWorkload wall(Duration value) {
        wall = value;
        return this;
    }

    TestWorkload processes(int value) {
        processes = value;
        return this;
    }

    TestWorkload diskBytes(long value) {
        diskBytes = value;
        return this;
    }

    WorkloadSpec spec() {
        return new WorkloadSpec(
                        runId,
                        name,
                        attempt,
                        command,
                        environment,
                        runtime,
                        runtime == null ? null : "sha256:0123",
                        null,
                        mounts,
                        new Limits(cpuSeconds, memoryBytes, wall, processes, diskBytes),
                        workbench,
                        listen)
                .withEgress(egress);
    }
}
