package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which runner takes what. */
class ChosenRunnerTest {

    private static final String IMAGE = "team/vision@sha256:" + "ab".repeat(32);

    private final Runner process = named("process");
    private final Runner docker = named("docker");
    private final Runner kubernetes = named("kubernetes");

    private static Runner named(String name) {
        return (Runner) Proxy.newProxyInstance(
                ChosenRunnerTest.class.getClassLoader(), new Class<?>[] {Runner.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("name")) {
                        return name;
                    }
                    if (method.getName().equals("hashCode")) {
                        return name.hashCode();
                    }
                    throw new RunnerException(name + " was asked", null);
                });
    }

    @Test
    void environmentsAreProcessesAndImagesGoToTheOneThatTakesThem() {
        Runner chosen = new ChosenRunner(process, List.of(docker), new RunnerChoice(null, null));

        assertThat(chosen.choose(null, 0).name()).isEqualTo("process");
        assertThat(chosen.choose(IMAGE, 0).name()).isEqualTo("docker");
        assertThat(chosen.choose(IMAGE, 2).name()).isEqualTo("docker");
        assertThatThrownBy(() -> chosen.start(TestWorkload.shell("true").spec()))
                .hasMessage("process was asked");
    }

    @Test
    void workThatWantsGpusCanGoElsewhere() {
        Runner chosen =
                new ChosenRunner(process, List.of(docker, kubernetes), new RunnerChoice("docker", "kubernetes"));

        assertThat(chosen.choose(IMAGE, 0).name()).isEqualTo("docker");
        assertThat(chosen.choose(IMAGE, 1).name()).isEqualTo("kubernetes");
        assertThat(chosen.all()).hasSize(3);
    }

    @Test
    void whatWasStartedStaysWhereItIs() {
        Runner chosen = new ChosenRunner(process, List.of(docker), new RunnerChoice(null, null));

        assertThatThrownBy(() -> chosen.status(new WorkloadHandle("docker", UUID.randomUUID(), "main", 1, "x")))
                .hasMessage("docker was asked");
        assertThatThrownBy(() -> chosen.status(new WorkloadHandle("kubernetes", UUID.randomUUID(), "main", 1, "x")))
                .hasMessageContaining("not configured any more");
    }

    @Test
    void saysWhatToSetWhenItCannotBeToldWhoTakesImages() {
        assertThatThrownBy(() -> new ChosenRunner(process, List.of(docker, kubernetes), new RunnerChoice(null, null)))
                .hasMessageContaining("workbenchx.runner.containers");
        assertThatThrownBy(() -> new ChosenRunner(process, List.of(docker), new RunnerChoice("kubernetes", null)))
                .hasMessageContaining("not configured");
        assertThatThrownBy(() -> new ChosenRunner(process, List.of(), new RunnerChoice(null, null)).choose(IMAGE, 0))
                .isInstanceOf(UnsupportedWorkloadException.class)
                .hasMessageContaining("workbenchx.runner.containers");
    }

    @Test
    void refusesAllThatItCannotGiveAtOnce() {
        RunnerCapabilities capabilities =
                new RunnerCapabilities("microvm", Map.of(), Set.of(RunnerCapabilities.Feature.ENVIRONMENT));

        assertThatThrownBy(() -> capabilities.require(
                        "elsewhere",
                        TestWorkload.shell("true").workbench(80).listening().spec()))
                .isInstanceOf(UnsupportedWorkloadException.class)
                .hasMessageContaining("elsewhere")
                .hasMessageContaining("workbench")
                .hasMessageContaining("port");
    }
}
