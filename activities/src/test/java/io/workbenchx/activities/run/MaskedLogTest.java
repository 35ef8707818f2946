package io.workbenchx.activities.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.LogRecord;
import io.workbenchx.control.run.RunLogs;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.providers.runner.LogChunk;
import io.workbenchx.providers.runner.LogMark;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.secret.SecretMask;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** SECURITY N39: nothing of a secret is stored or streamed, however its output arrives and whoever reads it. */
class MaskedLogTest {

    private static final ControlContext CONTROL = ControlContext.shared();
    private static final LogProperties LIMITS = new LogProperties(DataSize.ofMegabytes(512), DataSize.ofMegabytes(1));
    private static final SecretMask MASK = SecretMask.of(List.of("correct horse"));

    private final RunLogs logs = CONTROL.get(RunLogs.class);
    private final UUID run = run();
    private final WorkloadHandle workload = new WorkloadHandle("fake", run, "main", 1, "/nowhere");
    private String output = "";
    private long dropped;
    private List<LogMark> marks = List.of();

    private static UUID run() {
        Caller caller = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
        Project project = CONTROL.project(caller);
        return CONTROL.get(RunService.class)
                .start(
                        caller,
                        project,
                        StartRun.of(
                                RunKind.PROBE,
                                JsonMapper.builder().build().readTree("{}"),
                                UUID.randomUUID().toString()))
                .id();
    }

    @Test
    void storesNothingOfASecretThatIsStillArriving() {
        says("password: correct h");
        watcher().pump();
        assertThat(stored()).isEqualTo("password: ");

        says("orse, done\n");
        watcher().pump();
        assertThat(stored()).isEqualTo("password: ***, done\n");
    }

    /** Every pump is that of a worker that has just started: it knows only what is stored. */
    @Test
    void goesOnAfterACrashWhereItStopped() {
        for (char c : "a correct horse and another correct horse\n".toCharArray()) {
            says(String.valueOf(c));
            watcher().pump();
            assertThat(stored()).doesNotContain("corr");
        }
        watcher().pumpToTheEnd();

        assertThat(stored()).isEqualTo("a *** and another ***\n");
    }

    @Test
    void passesOnAtTheEndWhatWasNoSecretAfterAll() {
        says("this is correct");
        watcher().pump();
        assertThat(stored()).isEqualTo("this is ");

        watcher().pumpToTheEnd();
        assertThat(stored()).isEqualTo("this is correct");
    }

    @Test
    void passesOnNothingOfASecretWhoseBeginningWasDropped() {
        says("first line\n");
        watcher().pump();
        says("x".repeat(100) + "correct horse and a battery staple, and then a good deal more in the same line\n");
        dropped = output.indexOf("rect horse");

        watcher().pumpToTheEnd();

        assertThat(stored())
                .startsWith("first line\n\n[workbench] ")
                .contains(" bytes of output were cut here")
                .doesNotContain("horse")
                .endsWith("in the same line\n");
    }

    @Test
    void withoutSecretsStoresWhatWasSaid() {
        says("correct horse\n");
        watcher(SecretMask.of(List.of()), LIMITS).pump();

        assertThat(stored()).isEqualTo("correct horse\n");
        assertThat(logs.sourceEnd(run)).isEqualTo(logs.end(run)).isEqualTo(output.length());
    }

    @Test
    void passesOnMoreThanOnePieceCanHold() {
        says("0123456789\n".repeat(60_000) + "correct horse\n" + "9876543210\n".repeat(60_000));

        watcher().pumpToTheEnd();

        assertThat(logs.end(run)).isEqualTo(output.length() - "correct horse".length() + 3);
        assertThat(logs.sourceEnd(run)).isEqualTo(output.length());
    }

    @Test
    void cutsOutputWithoutEndButKeepsItsEnd() {
        LogProperties small = new LogProperties(DataSize.ofKilobytes(300), DataSize.ofKilobytes(1));
        says("begin\n" + "x".repeat(700_000));
        watcher(MASK, small).pump();
        watcher(MASK, small).pump();
        assertThat(stored()).startsWith("begin\n").contains("[workbench] The output reached 307200B");
        assertThat(logs.end(run)).isLessThan(600_000);

        says("\nthe very last line\n");
        watcher(MASK, small).pumpToTheEnd();
        watcher(MASK, small).pumpToTheEnd();

        assertThat(stored()).contains(" bytes of output were cut here").endsWith("x\nthe very last line\n");
        assertThat(stored().indexOf("very last")).isEqualTo(stored().lastIndexOf("very last"));
    }

    @Test
    void marksWhoWroteWhatAfterMasking() {
        says("correct horse\noops\nfine\n");
        marks = List.of(
                mark(0, LogMark.Stream.STDOUT), mark(14, LogMark.Stream.STDERR), mark(19, LogMark.Stream.STDOUT));

        watcher().pump();

        assertThat(CONTROL.get(RunOutput.class)
                        .lines(UUID.randomUUID(), run, 0, false)
                        .records())
                .extracting(LogRecord::seq, LogRecord::stream, LogRecord::text)
                .containsExactly(tuple(0L, "stdout", "***"), tuple(4L, "stderr", "oops"), tuple(9L, "stdout", "fine"));
    }

    /** F23: a watcher that stood still while another took over must not write any more. */
    @Test
    void refusesWhatAFormerWatcherStillWrites() {
        MaskedLog former = watcher();
        says("one\n");
        former.pump();
        logs.fence(run, workload.name(), 2);
        says("two\n");

        assertThatThrownBy(former::pump).isInstanceOf(WorkbenchException.class).hasMessageContaining("Another worker");
        assertThat(stored()).isEqualTo("one\n");
    }

    private static LogMark mark(long offset, LogMark.Stream stream) {
        return new LogMark(offset, stream, Instant.EPOCH);
    }

    private void says(String text) {
        output += text;
    }

    private MaskedLog watcher() {
        return watcher(MASK, LIMITS);
    }

    private MaskedLog watcher(SecretMask mask, LogProperties limits) {
        return new MaskedLog(runner(), logs, workload, mask, limits, () -> {});
    }

    private String stored() {
        return new String(logs.read(run, 0, 1 << 20).content(), StandardCharsets.UTF_8);
    }

    /** A runner that has nothing but the output. */
    private Runner runner() {
        return (Runner) Proxy.newProxyInstance(
                Runner.class.getClassLoader(), new Class<?>[] {Runner.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("readLog");
                    return chunk((long) arguments[1], (int) arguments[2]);
                });
    }

    private LogChunk chunk(long offset, int most) {
        byte[] all = output.getBytes(StandardCharsets.UTF_8);
        int from = (int) Math.min(all.length, Math.max(offset, dropped));
        int to = Math.min(all.length, from + most);
        return new LogChunk(from, Arrays.copyOfRange(all, from, to), from - offset, marks);
    }
}
