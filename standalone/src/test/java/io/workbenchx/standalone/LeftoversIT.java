package io.workbenchx.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.providers.home.HomeConfiguration;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerConfiguration;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.HomeLock;
import io.workbenchx.standalone.host.TestHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

class LeftoversIT {

    private Home home;
    private Home neighbour;

    @BeforeEach
    void createHomes() throws Exception {
        home = newHome();
        neighbour = newHome();
    }

    /** Short, because a socket below it must have a path that the kernel takes. */
    private static Home newHome() throws IOException {
        Path root = Files.createTempDirectory("wbx");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        Home home = TestHome.prepared(root);
        Files.delete(home.cache());
        Files.createSymbolicLink(home.cache(), TestHome.cache());
        return home;
    }

    @AfterEach
    void removeHomes() throws Exception {
        for (Home each : List.of(home, neighbour)) {
            new Leftovers(each, List.of()).end();
            new ProcessBuilder("rm", "-rf", "--", each.root().toString())
                    .start()
                    .waitFor();
        }
    }

    @Test
    void endsTheWorkloadsOfItsHomeAndNoOthers() throws Exception {
        String ours = startSleeping(home);
        String theirs = startSleeping(neighbour);

        assertThat(endLeftovers(home)).isZero();

        assertThat(processes(ours)).isEmpty();
        assertThat(processes(theirs)).isNotEmpty();
        assertThat(home.root().resolve("runs")).isDirectoryNotContaining(Files::isDirectory);
    }

    @Test
    void endsNothingWhileAWorkbenchRunsThere() throws Exception {
        String workload = startSleeping(home);

        try (HomeLock running = HomeLock.take(home)) {
            assertThat(endLeftovers(home)).isEqualTo(1);
        }

        assertThat(processes(workload)).isNotEmpty();
    }

    @Test
    void endsTheServersOfAWorkbenchThatWasKilled() throws Exception {
        StandaloneProcess killed =
                StandaloneProcess.launch(home, "--infra-only").awaitReady();
        long postgres = killed.infra().path("postgres").path("pid").asLong();
        TestHome.kill(killed.pid());
        assertThat(ProcessHandle.of(postgres)).isPresent();

        assertThat(endLeftovers(home)).isZero();

        TestHome.eventually(
                "PostgreSQL is gone", () -> ProcessHandle.of(postgres).isEmpty());
    }

    private static int endLeftovers(Home home) throws Exception {
        return StandaloneProcess.launch(home, "--end-leftovers").process().waitFor();
    }

    /** Starts a workload as a worker of the home would; returns a text that only its command line has. */
    private static String startSleeping(Home home) {
        String mark = "1000." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "home", Map.of("workbenchx.home", home.root().toString())));
            context.register(HomeConfiguration.class, RunnerConfiguration.class);
            context.refresh();
            Runner runner = context.getBean(Runner.class);
            WorkloadHandle handle = runner.start(sleeping(mark));
            assertThat(runner.status(handle).running()).isTrue();
        }
        assertThat(processes(mark)).isNotEmpty();
        return mark;
    }

    private static WorkloadSpec sleeping(String seconds) {
        return new WorkloadSpec(
                UUID.randomUUID(),
                "main",
                1,
                List.of("/bin/sleep", seconds),
                Map.of(),
                null,
                null,
                null,
                List.of(),
                new WorkloadSpec.Limits(600, 1L << 30, Duration.ZERO, 64, 1L << 30),
                null,
                false);
    }

    private static List<ProcessHandle> processes(String mark) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> process.info().commandLine().orElse("").contains(mark))
                    .toList();
        }
    }
}
