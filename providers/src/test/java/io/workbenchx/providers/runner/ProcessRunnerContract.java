package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What the runner of processes must do beside, whether the host has namespaces or not: its shim, its marks on the host, its output. */
abstract class ProcessRunnerContract extends RunnerContract {

    Path runs;

    abstract RunnerProperties properties();

    @Override
    Runner makeRunner() {
        runs = home.resolve("runs");
        return new ProcessRunner(runs, properties());
    }

    @Override
    void remove(WorkloadHandle handle) throws IOException {
        HostTraces.requireNone(runner, runs, handle);
    }

    @Test
    void refusesWhatIsNotASocketOfTheWorkload() {
        WorkloadHandle link = start(TestWorkload.shell("ln -s /etc/passwd $WBX_SOCKET; echo made; sleep 1000")
                .listening());
        WorkloadHandle file = start(TestWorkload.shell("echo x > $WBX_SOCKET; echo made; sleep 1000")
                .listening());
        awaitLog(link, "made");
        awaitLog(file, "made");

        assertThatThrownBy(() -> runner.servicePath(link)).isInstanceOf(RunnerException.class);
        assertThatThrownBy(() -> runner.servicePath(file)).isInstanceOf(RunnerException.class);
    }

    @Test
    void killsGrandchildrenThatHideAndIgnore() {
        String mark = "9" + Math.abs(UUID.randomUUID().getMostSignificantBits() % 100_000_000L);
        WorkloadHandle handle =
                start(TestWorkload.shell("trap '' TERM HUP INT; (setsid sh -c 'trap \"\" TERM HUP INT; sleep " + mark
                        + "; sleep " + mark + "' &) ; echo ready; sleep " + mark + "; sleep " + mark));
        awaitLog(handle, "ready");
        await(() -> processesWith(mark) >= 2);

        WorkloadStatus status = runner.stop(handle, Duration.ofMillis(200));

        assertThat(status.reason()).isEqualTo(Reason.STOPPED);
        assertThat(processesWith(mark)).isZero();
    }

    static long processesWith(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith("sleep " + mark))
                .count();
    }

    @Test
    void killsWhatACommandLeavesBehind() {
        String mark = "8" + Math.abs(UUID.randomUUID().getMostSignificantBits() % 100_000_000L);

        WorkloadStatus status = run(TestWorkload.shell("setsid sleep " + mark + " & echo bye"));

        assertThat(status.reason()).isEqualTo(Reason.EXITED);
        assertThat(processesWith(mark)).isZero();
    }

    @Test
    void saysLostWhenNobodyKnowsTheEnd() throws IOException {
        WorkloadHandle handle = start(TestWorkload.shell("echo ready; exec sleep 1000"));
        RunDirectory directory = RunDirectory.of(runs.toRealPath(), handle);
        awaitLog(handle, "ready");
        long shim = Launcher.JSON
                .readTree(Files.readAllBytes(directory.process()))
                .get("pid")
                .asLong();
        ProcessHandle launcher = ProcessHandle.of(
                        Long.parseLong(Files.readString(directory.launcher()).strip()))
                .orElseThrow();

        List<ProcessHandle> workload = launcher.descendants().toList();

        ProcessHandle.of(shim).orElseThrow().destroyForcibly();
        workload.forEach(ProcessHandle::destroyForcibly);
        launcher.destroyForcibly();

        WorkloadStatus status = end(handle);
        assertThat(status)
                .extracting(WorkloadStatus::exitCode, WorkloadStatus::reason)
                .containsExactly(null, Reason.LOST);
    }

    @Test
    void survivesTheJvmThatStartedIt() throws Exception {
        UUID run = UUID.randomUUID();
        Process jvm = ChildJvm.start(
                runs,
                run,
                "echo ready; until [ -e /work/go ]; do sleep 0.1; done; echo after; exit 4",
                properties().isolation(),
                Map.of());
        WorkloadHandle handle = started(ChildJvm.handle(jvm));
        awaitLog(handle, "ready");
        assertThatThrownBy(() -> runner.adopt(handle)).isInstanceOf(RunnerException.class);

        jvm.destroyForcibly().waitFor();

        assertThat(runner.find(run, "main")).contains(handle);
        try (WorkloadLease lease = runner.adopt(handle)) {
            assertThat(runner.status(handle).running()).isTrue();
            Files.createFile(
                    RunDirectory.of(runs.toRealPath(), handle).workspace().resolve("go"));
            assertThat(end(handle))
                    .extracting(WorkloadStatus::exitCode, WorkloadStatus::reason)
                    .containsExactly(4, Reason.EXITED);
        }
        assertThat(log(handle)).isEqualTo("ready\nafter\n");
    }

    @Test
    void saysLostAfterTheHostWasRestarted() throws IOException {
        WorkloadHandle handle = start(TestWorkload.shell("sleep 1000"));
        RunDirectory directory = RunDirectory.of(runs.toRealPath(), handle);
        String process = Files.readString(directory.process());

        Files.writeString(directory.process(), process.replace(ProcessTable.bootId(), "another-boot"));

        assertThat(runner.status(handle).reason()).isEqualTo(Reason.LOST);
        Files.writeString(directory.process(), process);
        assertThat(runner.status(handle).running()).isTrue();
    }

    @Test
    void aSecondShimDoesNothing() throws IOException {
        WorkloadHandle handle = start(TestWorkload.shell("echo first; sleep 1000"));
        awaitLog(handle, "first");

        HostCommand.Result second = HostCommand.run(
                List.of("setsid", "sh", handle.directory() + "/shim.sh", handle.directory(), "echo", "second"));

        assertThat(second).isEqualTo(new HostCommand.Result(0, ""));
        assertThat(runner.status(handle).running()).isTrue();
        assertThat(log(handle)).isEqualTo("first\n");
    }

    @Test
    void dropsTheOldestOutputBeyondTheCap() {
        RunnerProperties small = new RunnerProperties(
                null,
                properties().isolation(),
                "workbenchx",
                DataSize.ofKilobytes(64),
                DataSize.ofKilobytes(16),
                false,
                List.of());
        runner = new ProcessRunner(runs, small);

        WorkloadHandle handle = start(TestWorkload.shell("head -c 1000000 /dev/zero; printf end"));
        end(handle);

        LogChunk first = runner.readLog(handle, 100, 1_000_000);
        assertThat(first.dropped()).isEqualTo(first.offset() - 100).isPositive();
        assertThat(first.offset() + first.content().length).isEqualTo(1_000_003);
        assertThat(first.content().length).isLessThanOrEqualTo(64 << 10);
        assertThat(new String(first.content(), StandardCharsets.UTF_8)).endsWith("end");
    }

    @Test
    void leavesNothingBehindWhenItCannotStart() {
        WorkloadSpec spec = TestWorkload.shell("true")
                .mount(home.resolve("absent"), "/data/x", false)
                .spec();

        assertThatThrownBy(() -> runner.start(spec))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("absent");
        assertThat(runs.toFile().list((dir, name) -> !name.startsWith("."))).isEmpty();
    }

    @Test
    void hidesVariablesFromEveryoneElse() throws IOException {
        String secret = "s3cr3t-" + UUID.randomUUID();
        WorkloadHandle handle =
                start(TestWorkload.shell("echo ready; sleep 1000").variable("TOKEN", secret));
        awaitLog(handle, "ready");

        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(secret));
        HostCommand.Result found = HostCommand.run(List.of("grep", "-rlF", "--", secret, handle.directory()));
        assertThat(found.output()).isEmpty();
        assertThat(runner.attestation(handle).variables()).contains("TOKEN");
    }

    /** As when the worker was killed before it had written down what it was making. */
    @Test
    void sweepsWhatALaunchThatWasCutShortLeft() throws IOException {
        RunDirectory cut = RunDirectory.of(runs.toRealPath(), UUID.randomUUID(), "main", 1);
        Files.createDirectories(cut.workspace());
        runner.sweep();
        assertThat(cut.path()).as("it may be being made").exists();

        Files.setLastModifiedTime(cut.path(), FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        runner.sweep();

        assertThat(cut.path()).doesNotExist();
    }
}
