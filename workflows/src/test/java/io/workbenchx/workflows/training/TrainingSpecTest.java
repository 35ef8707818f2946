package io.workbenchx.workflows.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingSpecTest {

    private static final TrainingSpec GOOD = TrainingWorkflowTest.spec();

    @Test
    void isSummarisedByExperimentAndCommit() {
        assertThat(GOOD.summary()).isEqualTo("train breast-cancer @abc1234");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train.py", "src/train.py", "_a/b-c/d.e.py"})
    void takesPythonFilesOfTheRepository(String entrypoint) {
        assertThat(with(entrypoint, Map.of(), Duration.ofMinutes(1), 1L << 30, 64)
                        .entrypoint())
                .isEqualTo(entrypoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/etc/passwd.py", "../train.py", "a/../b.py", "-c.py", "train.sh", "train.py\n", "a b.py"})
    void refusesOtherEntrypoints(String entrypoint) {
        assertThatInvalid(() -> with(entrypoint, Map.of(), Duration.ofMinutes(1), 1L << 30, 64), "entrypoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "1st", "a=b", "a b", "$(id)"})
    void refusesParameterNamesThatAreNone(String name) {
        assertThatInvalid(() -> with("train.py", Map.of(name, "1"), Duration.ofMinutes(1), 1L << 30, 64), "parameter");
    }

    @Test
    void keepsParameterValuesAsTheyAre() {
        var odd = Map.of("q", "$(id)\n--x `y` '");
        assertThat(with("train.py", odd, Duration.ofMinutes(1), 1L << 30, 64).parameters())
                .isEqualTo(odd);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "/etc/passwd", "a/b", "a\0b", "-rf"})
    void refusesNamesOfDatasetsThatWouldLeadElsewhere(String name) {
        UUID id = GOOD.runtime().id();
        assertThatInvalid(() -> new TrainingSpec.DatasetBinding(name, 1, id, "x.csv", ""), "name of a dataset");
        assertThatInvalid(() -> new TrainingSpec.DatasetBinding("x", 1, id, name, ""), "name of a dataset's file");
    }

    @Test
    void refusesLimitsThatCannotWork() {
        assertThatInvalid(() -> with("train.py", Map.of(), Duration.ZERO, 1L << 30, 64), "timeout");
        assertThatInvalid(() -> with("train.py", Map.of(), Duration.ofDays(8), 1L << 30, 64), "timeout");
        assertThatInvalid(() -> with("train.py", Map.of(), Duration.ofMinutes(1), 1, 64), "memoryBytes");
        assertThatInvalid(() -> with("train.py", Map.of(), Duration.ofMinutes(1), 1L << 30, 1), "processes");
    }

    @Test
    void refusesSeedsThatJsonCannotTellApart() {
        assertThatInvalid(() -> withSeed(1L << 53), "seed");
        assertThatInvalid(() -> withSeed(Long.MIN_VALUE), "seed");
        assertThat(withSeed(-1).seed()).isEqualTo(-1);
    }

    @Test
    void namesSecretsAndTheVariablesThatHoldThem() {
        assertThat(withSecrets(Map.of("API_TOKEN", "api-token")).secrets()).isEqualTo(Map.of("API_TOKEN", "api-token"));
        assertThat(withSecrets(null).secrets()).isEmpty();
        // A value put where a name belongs is not repeated.
        assertThatInvalid(() -> withSecrets(Map.of("API_TOKEN", "Hunter2!")), "never a value");
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> withSecrets(Map.of("API_TOKEN", "Hunter2!")))
                .withMessageNotContaining("Hunter2");
    }

    @Test
    void refusesVariablesThatDecideWhatRuns() {
        for (String variable : List.of(
                "PATH",
                "LD_PRELOAD",
                "PYTHONPATH",
                "PYTHONSTARTUP",
                "MLFLOW_TRACKING_TOKEN",
                "WBX_RUN_ID",
                "A=B",
                "1A",
                "")) {
            assertThatInvalid(() -> withSecrets(Map.of(variable, "api-token")), "environment variable");
        }
    }

    private static TrainingSpec withSecrets(Map<String, String> secrets) {
        return new TrainingSpec(
                GOOD.code(),
                GOOD.entrypoint(),
                Map.of(),
                List.of(),
                GOOD.runtime(),
                GOOD.experiment(),
                null,
                GOOD.seed(),
                GOOD.timeout(),
                GOOD.memoryBytes(),
                GOOD.processes(),
                secrets);
    }

    private static TrainingSpec withSeed(long seed) {
        return new TrainingSpec(
                GOOD.code(),
                GOOD.entrypoint(),
                Map.of(),
                List.of(),
                GOOD.runtime(),
                GOOD.experiment(),
                null,
                seed,
                GOOD.timeout(),
                GOOD.memoryBytes(),
                GOOD.processes(),
                Map.of());
    }

    private static void assertThatInvalid(Runnable making, String says) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(making::run)
                .withMessageContaining(says)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.SPEC_INVALID));
    }

    private static TrainingSpec with(
            String entrypoint, Map<String, String> parameters, Duration timeout, long memoryBytes, int processes) {
        return new TrainingSpec(
                GOOD.code(),
                entrypoint,
                parameters,
                List.of(),
                GOOD.runtime(),
                GOOD.experiment(),
                null,
                GOOD.seed(),
                timeout,
                memoryBytes,
                processes,
                Map.of());
    }
}
