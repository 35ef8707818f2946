package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a workload may try against its host, its neighbours and its keepers. Each attempt is made beside a peaceful workload, which must go
 * on; each is told by name where it ended something; and nothing of it is left when it was stopped (which the fixture looks for).
 */
class HostileWorkloadIT extends RunnerFixture {

    private static final Duration GRACE = Duration.ofMillis(500);

    private Path runs;
    private WorkloadHandle neighbour;

    @Override
    Runner makeRunner() {
        runs = home.resolve("runs");
        return new ProcessRunner(runs, RunnerProperties.defaults());
    }

    @Override
    void remove(WorkloadHandle handle) throws IOException {
        HostTraces.requireNone(runner, runs, handle);
    }

    @BeforeEach
    void startNeighbour() {
        assumeThat(runner.capabilities().isolation())
                .as("isolation of this host (bubblewrap missing or user namespaces off)")
                .isEqualTo("bubblewrap");
        neighbour = start(TestWorkload.shell("echo mine > /work/file; while sleep 0.1; do cat /work/file; done"));
    }

    /** Whatever happened, the neighbour goes on and has its file. */
    @AfterEach
    void neighbourGoesOn() {
        if (neighbour != null) {
            int before = log(neighbour).length();
            await(() -> log(neighbour).length() > before);
            assertThat(log(neighbour).lines()).containsOnly("mine");
        }
    }

    @Test
    void forksWithoutEnd() {
        WorkloadHandle handle = start(TestWorkload.python(
                        "import os\nprint('begun', flush=True)\nwhile True:\n  try: os.fork()\n  except OSError: pass")
                .processes(64));
        awaitLog(handle, "begun");

        assertThat(runner.stop(handle, GRACE).reason()).isEqualTo(Reason.STOPPED);
    }

    @Test
    void failsBecauseItWantedMoreProcesses() {
        assumeThat(runner.capabilities().mechanisms().get("processes")).startsWith("cgroup");
        WorkloadStatus status =
                run(TestWorkload.python("import os, signal\nfor i in range(200):\n  if os.fork() == 0: signal.pause()")
                        .processes(32));

        assertThat(status.reason()).isEqualTo(Reason.PROCESS_LIMIT);
    }

    @Test
    void asksForSixtyFourGigabytes() {
        WorkloadStatus status = run(TestWorkload.python("x = []\nfor i in range(1024): x.append(b'x' * (64 << 20))")
                .memoryBytes(256L << 20));

        assertThat(status.reason() == Reason.OUT_OF_MEMORY || status.exitCode() == 1)
                .as("%s", status)
                .isTrue();
    }

    @Test
    void fillsItsMemoryThroughTemporaryFiles() {
        WorkloadStatus status = run(TestWorkload.shell(
                        "dd if=/dev/zero of=/dev/shm/a bs=1M count=4096; dd if=/dev/zero of=/tmp/b bs=1M count=4096; exit 5")
                .memoryBytes(128L << 20));

        assertThat(status.reason()).isIn(Reason.OUT_OF_MEMORY, Reason.EXITED);
        assertThat(status.usage().peakMemoryBytes()).isLessThanOrEqualTo(128L << 20);
    }

    @Test
    void fillsItsDisk() throws IOException {
        WorkloadHandle handle =
                start(TestWorkload.shell("echo partial > /work/result; cat /dev/zero > /work/big; sleep 1000")
                        .diskBytes(16L << 20));

        assertThat(end(handle).reason()).isEqualTo(Reason.DISK_LIMIT);
        assertThat(RunDirectory.of(runs.toRealPath(), handle).workspace().resolve("result"))
                .as("what it had made before is kept")
                .hasContent("partial");
    }

    @Test
    void fillsTheDirectoryOfItsSocket() {
        WorkloadStatus status = run(
                TestWorkload.shell("while :; do dd if=/dev/zero of=/run/wbx/$((n=n+1)) bs=1M count=1 || exit 3; done")
                        .diskBytes(16L << 20));

        assertThat(status.reason()).isEqualTo(Reason.DISK_LIMIT);
    }

    @Test
    void makesFilesWithoutEnd() {
        assumeThat(runner.capabilities().mechanisms().get("disk")).startsWith("file system");
        WorkloadStatus status = run(TestWorkload.python("for i in range(1000000): open(f'/work/{i}', 'w').close()")
                .diskBytes(16L << 20));

        assertThat(status.reason()).isEqualTo(Reason.DISK_LIMIT);
    }

    @Test
    void hidesFromItsKeeperAndWillNotEnd() {
        WorkloadHandle handle = start(TestWorkload.python("""
                import os, signal, time
                for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
                for generation in range(3):
                    if os.fork() == 0: os.setsid()
                print('hidden', flush=True)
                while True: time.sleep(1000)
                """));
        awaitLog(handle, "hidden");

        assertThat(runner.stop(handle, GRACE).reason()).isEqualTo(Reason.STOPPED);
    }

    @Test
    void stopsItsOwnFirstProcess() {
        WorkloadHandle handle = start(TestWorkload.python("""
                import ctypes, time
                libc = ctypes.CDLL(None, use_errno=True)
                for pid in (1, 2): print('ptrace', libc.ptrace(16, pid, 0, 0), flush=True)
                print('tried', flush=True)
                while True: time.sleep(1000)
                """));
        awaitLog(handle, "tried");

        assertThat(runner.stop(handle, GRACE).reason()).isEqualTo(Reason.STOPPED);
    }

    @Test
    void looksForSecretsOfItsHost() throws IOException {
        Path key = Files.createDirectories(home.resolve("keys")).resolve("master");
        Files.writeString(key, "the master key", java.nio.charset.StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        String output = output(
                TestWorkload.shell("cat " + key + " /etc/shadow; ls -R " + runs + "; cat " + neighbour.directory()
                        + "/fs/work/file; find / -xdev -name file -not -path '/usr/*' -not -path '/proc/*' -exec cat {} +; "
                        + "cat /proc/[0-9]*/environ; ls /proc/1/root/root /proc/1/cwd/..; mount | grep -c " + home));

        assertThat(output)
                .doesNotContain("the master key")
                .doesNotContain("root:")
                .doesNotContain("mine");
    }

    @Test
    void looksForANetwork() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.start();
        String script = """
                import socket
                for family, target in ((2, ('127.0.0.1', %d)), (2, ('169.254.169.254', 80)), (2, ('1.1.1.1', 53)), (2, ('10.0.0.1', 22)),
                                       (10, ('::1', %<d)), (10, ('fd00:ec2::254', 80)), (1, '/var/run/docker.sock'), (1, '\\0/tmp/.X11-unix/X0')):
                    with socket.socket(family) as s:
                        s.settimeout(5)
                        try: s.connect(target); print('reached', target)
                        except OSError: pass
                for line in open('/proc/net/dev').read().splitlines()[2:]: print(line.split(':')[0].strip())
                try: socket.socket(2, 3, 1); print('raw socket')
                except OSError: pass
                """;

        String output = output(
                TestWorkload.python(String.format(script, server.getAddress().getPort())));

        server.stop(0);
        assertThat(output).isEqualTo("lo\n");
    }

    @Test
    void reachesForTheKernel() throws IOException {
        Path setting = Path.of("/proc/sys/vm/swappiness");
        String before = Files.readString(setting);

        String output = output(TestWorkload.shell("""
                for f in /proc/sys/vm/swappiness /proc/sys/kernel/core_pattern /proc/sysrq-trigger /proc/1/mem; do
                  (echo 59 > $f) 2>/dev/null && echo wrote $f
                done
                mount -t tmpfs none /work 2>/dev/null && echo mounted
                mknod /work/sda b 8 0 2>/dev/null && echo device
                unshare -U true 2>/dev/null && echo namespace
                unshare -m true 2>/dev/null && echo mounts
                chroot / true 2>/dev/null && echo root
                nsenter -t 1 -m true 2>/dev/null && echo entered
                cp /bin/su /work/su && chmod u+s /work/su && /work/su -c true 2>/dev/null </dev/null && echo su
                dd if=/dev/mem of=/work/mem count=1 2>/dev/null && echo memory
                grep -E 'CapEff|NoNewPrivs' /proc/self/status
                """));

        assertThat(output).isEqualTo("CapEff:\t0000000000000000\nNoNewPrivs:\t1\n");
        assertThat(Files.readString(setting)).isEqualTo(before);
    }

    @Test
    void writesALineWithoutEnd() {
        WorkloadHandle handle = start(TestWorkload.shell("head -c 1073741824 /dev/zero; echo; echo end"));

        assertThat(end(handle).exitCode()).isZero();
        LogChunk last = runner.readLog(handle, (1L << 30) + 1, 100);
        assertThat(last.content()).isEqualTo("end\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void erasesItsOutput() {
        String output = output(TestWorkload.shell("""
                echo before
                (: > /dev/stdout); truncate -s 0 /proc/self/fd/1 /proc/1/fd/1; rm -rf /log /run/wbx/../log
                echo after
                """));

        assertThat(output).contains("before\n").contains("after\n");
    }
}
