package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Without namespaces, as on hosts that forbid them. */
class PlainProcessRunnerIT extends ProcessRunnerContract {

    @Override
    RunnerProperties properties() {
        return new RunnerProperties(
                null,
                RunnerProperties.Isolation.NONE,
                "workbenchx",
                DataSize.ofGigabytes(1),
                DataSize.ofMegabytes(16),
                false,
                java.util.List.of());
    }

    @Test
    void saysThatItDoesNotIsolate() {
        Attestation attestation = runner.attestation(start(TestWorkload.shell("true")));

        assertThat(attestation.isolation()).isEqualTo("none");
        assertThat(attestation.network()).isEqualTo("host");
        assertThat(runner.capabilities().mechanisms()).containsEntry("network", "none");
    }
}
