package io.workbenchx.workflows.environment;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;

/**
 * A pinned environment build.
 *
 * @param name what runs will call the runtime
 * @param lockSha256 lock file in the object store
 */
public record EnvironmentSpec(String name, String lockSha256) implements RunSpec {

    public EnvironmentSpec {
        require(
                name.matches("[a-z0-9][a-z0-9._-]{0,62}"),
                "name is up to 63 lower-case letters, digits, dots, dashes or underscores, and starts with a letter or digit; \""
                        + name + "\" is not.");
        require(lockSha256.matches("[0-9a-f]{64}"), "lockSha256 is a SHA-256 digest in hex.");
    }

    @Override
    public String summary() {
        return "build runtime " + name + " from lock " + lockSha256.substring(0, 12);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "Environment spec: " + problem);
        }
    }
}
