package io.workbenchx.providers.runner.docker;

import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is kept about a container for those who watch it later.
 *
 * @param user under which it runs
 */
record LaunchedContainer(
        int user, WorkloadSpec.@Nullable Gateway workbench, ContainerLimits limits, Attestation attestation) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static LaunchedContainer read(ContainerDirectory directory) {
        try {
            return JSON.readValue(Files.readAllBytes(directory.attestation()), LaunchedContainer.class);
        } catch (IOException | JacksonException e) {
            throw new RunnerException("cannot read " + directory.attestation(), e);
        }
    }

    byte[] bytes() {
        return JSON.writeValueAsBytes(this);
    }
}
