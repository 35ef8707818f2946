package io.workbenchx.activities.run;

import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.providers.environment.EnvironmentBuilder;
import io.workbenchx.providers.environment.EnvironmentBuilder.BuiltEnvironment;
import io.workbenchx.providers.environment.EnvironmentException;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/** Makes an approved environment available on this host, and makes sure it is the approved one. */
@Component
public class RuntimeProvision {

    private final ArtifactService artifacts;
    private final EnvironmentBuilder environments;

    RuntimeProvision(ArtifactService artifacts, EnvironmentBuilder environments) {
        this.artifacts = artifacts;
        this.environments = environments;
    }

    /**
     * @throws WorkbenchException RUNTIME_MISMATCH when this host's interpreter or platform make another digest of the same lock;
     *     ENVIRONMENT_BUILD_FAILED; INTEGRITY when the lock was altered
     */
    public BuiltEnvironment provide(String digest, String lockSha256) {
        BuiltEnvironment built;
        try (InputStream lock = artifacts.open(lockSha256, "The lock file of runtime " + digest)) {
            built = environments.build(new String(lock.readAllBytes(), StandardCharsets.UTF_8), line -> {});
        } catch (EnvironmentException e) {
            throw new WorkbenchException(FailureCode.ENVIRONMENT_BUILD_FAILED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the lock file", e);
        }
        if (!built.digest().equals(digest)) {
            throw new WorkbenchException(
                    FailureCode.RUNTIME_MISMATCH,
                    "This host would run " + built.digest() + " (" + built.interpreter() + ", " + built.platform()
                            + ") but " + digest
                            + " was approved: run on a host like the one it was built on, or approve a new build.");
        }
        return built;
    }
}
