package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a sandbox of bubblewrap; where the host has none, these tests are reported as skipped. */
class ProcessRunnerIT extends ProcessRunnerContract {

    @Override
    RunnerProperties properties() {
        return RunnerProperties.defaults();
    }

    @BeforeEach
    void needsSandbox() {
        assumeThat(runner.capabilities().isolation())
                .as("isolation of this host (bubblewrap missing or user namespaces off)")
                .isEqualTo("bubblewrap");
    }

    @Test
    void isNeverRootOnTheHost() {
        WorkloadHandle handle = start(TestWorkload.shell("sleep 1000"));
        long uid = runner.attestation(handle).uid();

        assertThat(uid).isNotZero();
        assertThat(ProcessTable.ofUser((int) uid)).isNotEmpty();
        assertThat(ProcessTable.ofUser((int) uid))
                .as("bubblewrap, its init and the command")
                .hasSizeGreaterThanOrEqualTo(root() ? 3 : 1);
    }

    @Test
    void givesEachWorkloadItsOwnUser() {
        assumeThat(root()).isTrue();
        long one = runner.attestation(start(TestWorkload.shell("sleep 1000"))).uid();
        long other = runner.attestation(start(TestWorkload.shell("sleep 1000"))).uid();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void seesNothingOfTheHost() throws IOException {
        Path open = Files.writeString(home.resolve("open"), "secret of the host");

        String output = output(TestWorkload.shell(
                "cat " + open + "; ls /root /home /var /sys; ls / ; cat /etc/passwd; ls -l /proc/self/fd"));

        assertThat(output)
                .doesNotContain("secret of the host")
                .contains("workload:x:1000")
                .doesNotContain("root:");
        assertThat(output).as("descriptors").doesNotContain(" 4 ->").doesNotContain(" 5 ->");
    }

    @Test
    void seesNothingOfTheWorkersEnvironment() throws Exception {
        String secret = "jvm-" + UUID.randomUUID();
        Process jvm = ChildJvm.start(
                runs,
                UUID.randomUUID(),
                "cat /proc/*/environ /proc/*/cmdline | tr '\\0' '\\n'; echo done; sleep 1000",
                RunnerProperties.Isolation.AUTO,
                Map.of("WORKER_SECRET", secret));
        try {
            WorkloadHandle handle = started(ChildJvm.handle(jvm));
            awaitLog(handle, "done");
            assertThat(log(handle))
                    .doesNotContain(secret)
                    .doesNotContain("WORKER_SECRET")
                    .contains("PATH=");
            runner.stop(handle, Duration.ZERO);
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** A worker that died in the middle of a start leaves a record and the variables, which may be secrets, but no process. */
    @Test
    void removesWhatWasNeverStarted() throws IOException {
        WorkloadHandle handle = start(TestWorkload.shell("true"));
        end(handle);
        RunDirectory directory = RunDirectory.of(runs.toRealPath(), handle);
        Files.delete(directory.process());
        Path variables = Files.writeString(directory.path().resolve("launch"), "export TOKEN='hunter22'");

        assertThat(runner.find(handle.runId(), handle.name())).isEmpty();
        assertThat(runner.workloads()).contains(handle);
        runner.stop(handle, Duration.ZERO);
        runner.remove(handle);

        assertThat(variables).doesNotExist();
    }

    @Test
    void reachesOnlyTheHostsThatWereOpenedToIt() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.2", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        RunnerProperties defaults = RunnerProperties.defaults();
        runner = new ProcessRunner(
                runs,
                new RunnerProperties(
                        null,
                        defaults.isolation(),
                        defaults.controlGroup(),
                        defaults.logCap(),
                        defaults.logSegment(),
                        false,
                        List.of("127.0.0.2/32")));
        WorkloadHandle handle =
                start(TestWorkload.python("""
                        import os, socket, urllib.request, urllib.error
                        del os.environ['no_proxy'], os.environ['NO_PROXY']
                        for host in ('127.0.0.2', '127.0.0.1', 'localhost'):
                            try: print(host, urllib.request.urlopen('http://%%s:%d/' %% host).status)
                            except urllib.error.HTTPError as e: print(host, e.code)
                        try: socket.create_connection(('127.0.0.2', %<d), 5); print('around the proxy')
                        except OSError: pass
                        """.formatted(port)).egress("127.0.0.2:" + port, "localhost:" + port));
        List<EgressAttempt> refused = new java.util.concurrent.CopyOnWriteArrayList<>();

        try (WorkloadLease lease = runner.adopt(handle, refused::add)) {
            end(handle);
        }

        server.stop(0);
        assertThat(log(handle)).isEqualTo("127.0.0.2 204\n127.0.0.1 403\nlocalhost 403\n");
        assertThat(refused).extracting(EgressAttempt::host).containsExactly("127.0.0.1", "localhost");
        assertThat(runner.attestation(handle).network()).contains("127.0.0.2:" + port);
    }

    @Test
    void holdsConnectionsWhileItsWorkerIsAway() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        WorkloadHandle handle =
                start(TestWorkload.python("""
                        import urllib.request
                        for n in range(2):
                            print('asking', n, flush=True)
                            print(urllib.request.urlopen('http://127.0.0.1:8123/').status, flush=True)
                            input_fifo = open('/work/go').read() if n == 0 else ''
                        """).workbench(server.getAddress().getPort()));
        Path go = RunDirectory.of(runs.toRealPath(), handle).workspace().resolve("go");
        HostCommand.require(List.of("mkfifo", "-m", "0666", go.toString()));
        awaitLog(handle, "asking 0");
        WorkloadLease first = runner.adopt(handle);
        awaitLog(handle, "204");
        first.close();
        Files.writeString(go, "go");
        awaitLog(handle, "asking 1");

        try (WorkloadLease second = new ProcessRunner(runs, properties()).adopt(handle)) {
            assertThat(end(handle).exitCode()).as(log(handle)).isZero();
        }
        server.stop(0);
    }

    @Test
    void passesSignalsAndCodesThroughTheRelay() {
        WorkloadHandle nine = start(TestWorkload.shell("exit 9").workbench(1));
        WorkloadHandle killed = start(TestWorkload.shell("kill -KILL $$").workbench(1));
        WorkloadHandle absent =
                start(TestWorkload.command("/usr/bin/no-such-thing").workbench(1));
        WorkloadHandle stopped = start(TestWorkload.shell("trap 'exit 5' TERM; echo ready; while :; do sleep 0.1; done")
                .workbench(1));
        awaitLog(stopped, "ready");

        assertThat(runner.stop(stopped, Duration.ofSeconds(60)).exitCode()).isEqualTo(5);
        assertThat(end(nine).exitCode()).isEqualTo(9);
        assertThat(end(killed).exitCode()).isEqualTo(137);
        assertThat(end(absent).exitCode()).isEqualTo(127);
    }

    @Test
    void knowsTheCodeAlthoughTheShimWasKilled() throws IOException {
        WorkloadHandle handle =
                start(TestWorkload.shell("echo ready; until [ -e /work/go ]; do sleep 0.1; done; echo after; exit 6"));
        RunDirectory directory = RunDirectory.of(runs.toRealPath(), handle);
        awaitLog(handle, "ready");
        long shim = Launcher.JSON
                .readTree(Files.readAllBytes(directory.process()))
                .get("pid")
                .asLong();

        ProcessHandle.of(shim).orElseThrow().destroyForcibly();
        await(() -> !ProcessTable.alive(shim));
        assertThat(runner.status(handle).running()).isTrue();
        Files.createFile(directory.workspace().resolve("go"));

        assertThat(end(handle))
                .extracting(WorkloadStatus::exitCode, WorkloadStatus::reason)
                .containsExactly(6, Reason.EXITED);
        awaitLog(handle, "after");
    }

    @Test
    void saysLostWhenTheSandboxWasKilledFromOutside() {
        WorkloadHandle handle = start(TestWorkload.shell("sleep 1000"));
        RunDirectory directory = RunDirectory.of(runs, handle.runId(), handle.name(), 1);
        long init = SandboxStatus.of(directory.sandboxStatus()).orElseThrow().pid();

        ProcessHandle.of(init).orElseThrow().parent().orElseThrow().destroyForcibly();

        assertThat(end(handle).reason()).isEqualTo(Reason.LOST);
    }

    @Test
    void tellsAProcessKilledForMemoryAlthoughTheCommandSucceeds() {
        assumeThat(runner.capabilities().mechanisms().get("memory")).startsWith("cgroup");

        WorkloadStatus status = run(TestWorkload.shell("/usr/bin/python3 -c \"x = b'x' * (512 << 20)\"; exit 0")
                .memoryBytes(128L << 20));

        assertThat(status)
                .extracting(WorkloadStatus::exitCode, WorkloadStatus::reason)
                .containsExactly(0, Reason.OUT_OF_MEMORY);
    }

    @Test
    void bindsTheRuntimeReadOnly() throws IOException {
        Path runtime = Files.createDirectories(home.resolve("environment/bin")).getParent();
        Files.createSymbolicLink(runtime.resolve("bin/python"), Path.of("/usr/bin/python3"));

        WorkloadHandle handle = start(TestWorkload.shell("python -c 'print(6 * 7)'; touch /runtime/x || echo refused")
                .runtime(runtime)
                .workbench(1));
        end(handle);

        assertThat(log(handle)).contains("42\n").contains("refused");
        assertThat(runner.attestation(handle).runtime()).isEqualTo(runtime.toString());
        assertThat(runner.attestation(handle).runtimeDigest()).isEqualTo("sha256:0123");
    }

    @Test
    void refusesAMountThatTheWorkloadCouldNotRead() throws IOException {
        assumeThat(root()).isTrue();
        Path closed = Files.createTempDirectory(home, "closed");

        assertThatThrownBy(() -> runner.start(TestWorkload.shell("true")
                        .mount(closed, "/data/x", false)
                        .spec()))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("chmod o+x");
    }

    @Test
    void leavesNothingBehindWhenTheSandboxCannotBeMade() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "x");
        WorkloadSpec spec = TestWorkload.shell("true")
                .mount(file, "/data", false)
                .mount(Files.createDirectory(home.resolve("inner")), "/data/inner", false)
                .spec();

        assertThatThrownBy(() -> runner.start(spec))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("bwrap:");
        assertThat(runs.toFile().list((dir, name) -> !name.startsWith("."))).isEmpty();
    }

    @Test
    void givesAClosedDirectoryToTheWorkloadThatMayWriteIt() throws IOException {
        Path closed = Files.createTempDirectory(home, "closed");

        WorkloadHandle handle =
                start(TestWorkload.shell("echo result > /work/code/out").mount(closed, "/work/code", true));

        assertThat(end(handle).exitCode()).as(log(handle)).isZero();
        assertThat(closed.resolve("out")).hasContent("result");
    }
}
