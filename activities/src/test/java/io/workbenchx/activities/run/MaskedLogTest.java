package io.workbenchx.activities.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.RunLogs;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.providers.runner.LogChunk;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.secret.SecretMask;
import io.workbenchx.workflows.run.RunKind;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** SECURITY N39: nothing of a secret is stored or streamed, however its output arrives and whoever reads it. */
class MaskedLogTest {

    private static final ControlContext CONTROL = ControlContext.shared();
    private static final SecretMask MASK = SecretMask.of(List.of("correct horse"));

    private final RunLogs logs = CONTROL.get(RunLogs.class);
    private final UUID run = run();
    private final WorkloadHandle workload = new WorkloadHandle("fake", run, "main", 1, "/nowhere");
    private String output = "";
    private long dropped;

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

        String text = new String(logs.read(run, dropped - 95, 1 << 20).content(), StandardCharsets.UTF_8);
        assertThat(stored()).isEqualTo("first line\n");
        assertThat(text).doesNotContain("horse").endsWith("in the same line\n");
    }

    @Test
    void withoutSecretsStoresWhatWasSaid() {
        says("correct horse\n");
        new MaskedLog(runner(), logs, workload, SecretMask.of(List.of())).pump();

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

    private void says(String text) {
        output += text;
    }

    private MaskedLog watcher() {
        return new MaskedLog(runner(), logs, workload, MASK);
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
        return new LogChunk(from, Arrays.copyOfRange(all, from, to), from - offset);
    }
}
