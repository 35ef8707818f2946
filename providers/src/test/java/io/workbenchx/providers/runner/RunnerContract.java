package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every runner must do. */
abstract class RunnerContract extends RunnerFixture {

    @Test
    void returnsTheCodeAndTheOutputOfTheCommand() {
        WorkloadHandle handle = start(TestWorkload.shell("echo one; echo two >&2; exit 3"));

        assertThat(end(handle))
                .extracting(WorkloadStatus::exitCode, WorkloadStatus::reason)
                .containsExactly(3, Reason.EXITED);
        assertThat(log(handle)).isEqualTo("one\ntwo\n");
    }

    @Test
    void passesArgumentsAsTheyAre() {
        String strange = "a b'c\"d$(id)`id`\n*;\\ -x";

        assertThat(output(TestWorkload.command("/usr/bin/printf", "%s|", strange, "", "-n")))
                .isEqualTo(strange + "||-n|");
    }

    @Test
    void passesVariablesAsTheyAre() {
        String strange = "it's \"a\" $HOME `id`\nsecond line = ünï";

        assertThat(output(TestWorkload.shell("printf %s \"$STRANGE\"").variable("STRANGE", strange)))
                .isEqualTo(strange);
    }

    @Test
    void startsInTheWorkspaceOrInTheCode() throws IOException {
        Path code = Files.createDirectory(home.resolve("code"));
        Files.writeString(code.resolve("train.sh"), "echo trained > result; cat result");

        assertThat(output(TestWorkload.shell("cd /work && touch here && ls"))).contains("here");
        assertThat(output(TestWorkload.command("/bin/sh", "train.sh").mount(code, "/work/code", true)))
                .isEqualTo("trained\n");
        assertThat(code.resolve("result")).hasContent("trained");
    }

    @Test
    void killsAtTheWallClockLimit() {
        WorkloadStatus status = run(TestWorkload.shell("sleep 1000").wall(Duration.ofMillis(500)));

        assertThat(status.reason()).isEqualTo(Reason.WALL_LIMIT);
    }

    @Test
    void killsAtTheCpuLimitOfTheWholeTree() {
        WorkloadStatus status = run(TestWorkload.shell("for i in 1 2 3 4; do (while :; do :; done) & done; wait")
                .cpuSeconds(1.5));

        assertThat(status.reason()).isEqualTo(Reason.CPU_LIMIT);
        assertThat(status.usage().cpuSeconds()).isGreaterThanOrEqualTo(1.5);
    }

    @Test
    void keepsMemoryWithinTheLimit() {
        WorkloadHandle handle =
                start(TestWorkload.python("print(len(b'x' * (512 << 20)))").memoryBytes(128L << 20));

        WorkloadStatus status = end(handle);
        assertThat(log(handle)).doesNotContain("536870912");
        assertThat(status.reason() == Reason.OUT_OF_MEMORY || status.exitCode() == 1)
                .isTrue();
    }

    @Test
    void keepsProcessesWithinTheLimit() {
        String forks = """
                import os, signal
                made = []
                try:
                    for i in range(200):
                        pid = os.fork()
                        if pid == 0:
                            signal.pause()
                        made.append(pid)
                except OSError as e:
                    print('refused', e.errno)
                print('made', len(made))
                for pid in made: os.kill(pid, 9)
                """;

        assertThat(output(TestWorkload.python(forks).processes(20))).contains("refused 11");
    }

    @Test
    void killsAtTheDiskLimitOfTheWorkspace() {
        WorkloadStatus status = run(TestWorkload.shell(
                        "i=0; while [ $i -lt 20 ]; do dd if=/dev/zero of=/work/f$i bs=1M count=1 2>/dev/null; i=$((i+1)); done; sleep 1000")
                .diskBytes(8L << 20));

        assertThat(status.reason()).isEqualTo(Reason.DISK_LIMIT);
    }

    @Test
    void tellsWhatWasUsed() {
        WorkloadHandle handle = start(TestWorkload.python("x = b'x' * (64 << 20)\nwhile True: pass"));

        await(() -> runner.status(handle).usage().cpuSeconds() > 0.3);
        assertThat(runner.status(handle).running()).isTrue();
        assertThat(runner.status(handle).usage().peakMemoryBytes()).isGreaterThan(64L << 20);
    }

    @Test
    void reachesTheWorkbench() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer = (exchange.getRequestURI() + " " + body.length).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        String script = """
                import os, urllib.request
                for n in (0, 3000000):
                    print(urllib.request.urlopen(os.environ['API'] + '/x', data=b'z' * n).read().decode())
                """;
        WorkloadHandle handle = start(TestWorkload.python(script)
                .variable("API", "http://127.0.0.1:8123")
                .workbench(server.getAddress().getPort()));

        try (WorkloadLease lease = runner.adopt(handle)) {
            assertThat(end(handle).exitCode()).as(log(handle)).isZero();
        } finally {
            server.stop(0);
        }
        assertThat(log(handle)).isEqualTo("/x 0\n/x 3000000\n");
    }

    @Test
    void servesThroughItsSocket() throws IOException {
        String service = """
                import os, socket
                s = socket.socket(socket.AF_UNIX)
                s.bind(os.environ['WBX_SOCKET'])
                s.listen()
                while True:
                    c, _ = s.accept()
                    c.sendall(b'hello')
                    c.close()
                """;
        WorkloadHandle handle = start(TestWorkload.python(service).listening());

        await(() -> runner.servicePath(handle).isPresent());
        Path path = runner.servicePath(handle).orElseThrow();
        await(() -> greeting(path).equals("hello"));
        assertThat(path.toString().length()).isLessThanOrEqualTo(RunDirectory.SOCKET_PATH_BYTES);
    }

    private static String greeting(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer buffer = ByteBuffer.allocate(100);
            while (channel.read(buffer) >= 0) {}
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // bound, and not yet listening
        }
    }

    @Test
    void asksTheCommandToEndBeforeItIsKilled() {
        WorkloadHandle handle = start(TestWorkload.python("""
                import os, signal
                def end(*_):
                    # The signal may come inside the print below, which cannot be entered twice.
                    os.write(1, b'ending\\n'); os._exit(7)
                signal.signal(signal.SIGTERM, end)
                print('ready', flush=True)
                while True: signal.pause()
                """));
        awaitLog(handle, "ready");

        WorkloadStatus status = runner.stop(handle, Duration.ofSeconds(60));

        assertThat(status)
                .extracting(WorkloadStatus::exitCode, WorkloadStatus::reason)
                .containsExactly(7, Reason.STOPPED);
        assertThat(log(handle)).contains("ending");
    }

    /** Running {@code sleep}s only: scripts and launchers have the number in their words as well. */
    @Test
    void runsWithoutLimitsWhenNoneAreGiven() {
        WorkloadHandle handle = start(TestWorkload.shell("echo free")
                .wall(Duration.ZERO)
                .cpuSeconds(0)
                .memoryBytes(0)
                .processes(0)
                .diskBytes(0));

        assertThat(end(handle).exitCode()).isZero();
    }

    @Test
    void startsOnlyOnceForAnAttempt() {
        UUID run = UUID.randomUUID();
        WorkloadHandle first =
                start(TestWorkload.shell("echo started; sleep 1000").run(run));
        WorkloadHandle again =
                start(TestWorkload.shell("echo started; sleep 1000").run(run));
        WorkloadHandle elsewhere =
                makeRunner().start(TestWorkload.shell("echo other").run(run).spec());
        awaitLog(first, "started");

        assertThat(again).isEqualTo(first);
        assertThat(elsewhere).isEqualTo(first);
        assertThat(log(first)).isEqualTo("started\n");
    }

    @Test
    void findsTheLatestAttemptByRunAndName() {
        UUID run = UUID.randomUUID();
        WorkloadHandle first = start(TestWorkload.shell("touch /work/first").run(run));
        WorkloadHandle second = start(TestWorkload.shell("ls /work").run(run).attempt(2));
        start(TestWorkload.shell("true").run(run).named("main-7"));
        end(second);

        assertThat(second.directory()).isNotEqualTo(first.directory());
        assertThat(runner.find(run, "main")).contains(second);
        assertThat(runner.find(run, "mai")).isEmpty();
        assertThat(runner.find(UUID.randomUUID(), "main")).isEmpty();
        assertThat(log(second)).doesNotContain("first");
    }

    @Test
    void listsWhatHasNotBeenRemovedWhoeverStartedIt() {
        WorkloadHandle alive = start(TestWorkload.shell("sleep 1000"));
        WorkloadHandle ended = start(TestWorkload.shell("true"));
        WorkloadHandle removed = start(TestWorkload.shell("true"));
        end(ended);
        end(removed);
        runner.remove(removed);

        assertThat(makeRunner().workloads()).containsExactlyInAnyOrder(alive, ended);
    }

    @Test
    void keepsTheWholeOutput() {
        WorkloadHandle handle = start(TestWorkload.shell("head -c 52428800 /dev/zero | tr '\\0' x; printf end"));
        end(handle);

        assertThat(runner.readLog(handle, 52_428_800, 100).content()).isEqualTo("end".getBytes(StandardCharsets.UTF_8));
        assertThat(log(handle)).hasSize(52_428_803);
        assertThat(runner.readLog(handle, 99_999_999, 100).content()).isEmpty();
    }

    @Test
    void startsManyAtOnce() {
        List<WorkloadHandle> handles = IntStream.range(0, 12)
                .parallel()
                .mapToObj(number -> start(TestWorkload.shell("echo " + number)))
                .toList();

        for (int number = 0; number < handles.size(); number++) {
            assertThat(end(handles.get(number)).exitCode()).isZero();
            assertThat(log(handles.get(number))).isEqualTo(number + "\n");
        }
    }

    @Test
    void keepsTheOutputFromTheWorkloadsHands() {
        assertThat(
                        output(
                                TestWorkload.python(
                                        "import os\nprint('before', flush=True)\ntry: os.ftruncate(1, 0)\nexcept OSError: print('refused')")))
                .isEqualTo("before\nrefused\n");
    }

    @Test
    void isWatchedByOneAtATime() {
        WorkloadHandle handle = start(TestWorkload.shell("sleep 1000"));
        Runner other = makeRunner();
        WorkloadLease lease = runner.adopt(handle);

        assertThatThrownBy(() -> other.adopt(handle)).isInstanceOf(RunnerException.class);
        lease.close();
        other.adopt(handle).close();
    }

    @Test
    void removesWhatItLeftButNotWhileItLives() {
        WorkloadHandle handle = start(TestWorkload.shell("mkdir -p /work/a/b; chmod 0 /work/a; sleep 1000"));

        assertThatThrownBy(() -> runner.remove(handle)).isInstanceOf(RunnerException.class);
        runner.stop(handle, Duration.ZERO);
        runner.remove(handle);
        runner.remove(handle);

        assertThat(Path.of(handle.directory())).doesNotExist();
        assertThat(runner.find(handle.runId(), handle.name())).isEmpty();
    }

    @Test
    void attestsWhatItStarted() {
        Attestation attestation = runner.attestation(start(TestWorkload.command("/usr/bin/true")));

        assertThat(attestation.argv()).containsExactly("/usr/bin/true");
        assertThat(attestation.isolation()).isEqualTo(runner.capabilities().isolation());
        assertThat(attestation.mechanisms())
                .containsKeys("memory", "cpu", "wall", "processes", "disk", "network", "kill");
        assertThat(attestation.uid() == 0).isFalse();
    }
}
