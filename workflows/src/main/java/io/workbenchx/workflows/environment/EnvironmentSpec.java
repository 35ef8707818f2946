package io.workbenchx.workflows.environment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;
import org.jspecify.annotations.Nullable;

/**
 * A pinned environment build: from a lock, or from requirements, for which a lock is made first.
 *
 * @param name what runs will call the runtime
 * @param lockSha256 lock file in the object store
 * @param requirementsSha256 requirements in the object store, when there is no lock yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnvironmentSpec(
        String name, @Nullable String lockSha256, @Nullable String requirementsSha256) implements RunSpec {

    public EnvironmentSpec {
        require(
                name.matches("[a-z0-9][a-z0-9._-]{0,62}"),
                "name is up to 63 lower-case letters, digits, dots, dashes or underscores, and starts with a letter or digit; \""
                        + name + "\" is not.");
        require(
                (lockSha256 == null) != (requirementsSha256 == null),
                "either lockSha256 or requirementsSha256 says what is installed.");
        String digest = lockSha256 != null ? lockSha256 : String.valueOf(requirementsSha256);
        require(digest.matches("[0-9a-f]{64}"), "lockSha256 and requirementsSha256 are SHA-256 digests in hex.");
    }

    public static EnvironmentSpec ofLock(String name, String lockSha256) {
        return new EnvironmentSpec(name, lockSha256, null);
    }

    public static EnvironmentSpec ofRequirements(String name, String requirementsSha256) {
        return new EnvironmentSpec(name, null, requirementsSha256);
    }

    /** The same build, once its lock is made. */
    public EnvironmentSpec lockedBy(String sha256) {
        return ofLock(name, sha256);
    }

    /** What the lock, or else the requirements, are in the object store. */
    public String digest() {
        return lockSha256 != null ? lockSha256 : String.valueOf(requirementsSha256);
    }

    @Override
    public String summary() {
        return "build runtime " + name + " from " + (lockSha256 != null ? "lock " : "requirements ")
                + digest().substring(0, 12);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "Environment spec: " + problem);
        }
    }
}
