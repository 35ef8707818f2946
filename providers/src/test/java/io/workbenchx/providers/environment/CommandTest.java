package io.workbenchx.providers.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {

    @TempDir
    Path folder;

    @Test
    void handsOnEachLineAndReturnsTheLast() {
        List<String> lines = new ArrayList<>();

        List<String> last = shell("for i in $(seq 100); do echo line $i; done").run(Map.of(), lines::add);

        assertThat(lines).hasSize(100);
        assertThat(last).hasSize(30).endsWith("line 100");
    }

    @Test
    void failsWithTheProgramsOwnWords() {
        assertThatThrownBy(() -> shell("echo no such package >&2; exit 2").run(Map.of(), line -> {}))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("sh ended with code 2: no such package");
    }

    @Test
    void failsWhenTheProgramIsMissing() {
        assertThatThrownBy(() -> new Command(folder, List.of("/no/such/program")).run(Map.of(), line -> {}))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("program cannot be started");
    }

    @Test
    void hidesTheEnvironmentOfTheWorker() {
        List<String> names = shell("env | sed 's/=.*//'").run(Map.of("GIVEN", "1"), line -> {});

        assertThat(names)
                .contains("GIVEN", "PATH")
                .allMatch(name -> name.matches(
                        "GIVEN|PATH|PWD|SHLVL|_|HOME|LANG|LC_ALL|TMPDIR|SSL_.*|.*_PROXY|.*_proxy|UV_.*|PIP_.*|OLDPWD"));
    }

    @Test
    void endsTheProgramWithItsChildrenWhenInterrupted() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        AtomicReference<Long> child = new AtomicReference<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                shell("sleep 600 & echo $!; wait").run(Map.of(), line -> {
                    child.set(Long.valueOf(line));
                    started.countDown();
                });
            } catch (EnvironmentException stopped) {
                failure.set(stopped);
            }
        });
        waiting.start();
        started.await();

        waiting.interrupt();
        waiting.join();

        assertThat(failure.get()).hasMessageContaining("was stopped");
        ProcessHandle.of(child.get()).ifPresent(left -> left.onExit().join());
    }

    private Command shell(String script) {
        return new Command(folder, List.of("/bin/sh", "-c", script));
    }
}
