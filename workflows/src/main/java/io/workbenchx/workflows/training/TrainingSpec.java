package io.workbenchx.workflows.training;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.SecretVariables;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A pinned training run: everything in it is an immutable id or digest.
 *
 * @param code git commit
 * @param entrypoint Python file in the repository
 * @param parameters given to the script as {@code --name value}, in order of name
 * @param datasets bound read-only
 * @param runtime approved environment or container image
 * @param experiment where its metrics are tracked
 * @param seed given as WBX_SEED
 * @param timeout wall-clock limit
 * @param memoryBytes of all its processes together
 * @param processes processes and threads at once
 * @param secrets name of a secret of the project by the variable in which the script finds its value; runs from before there were secrets
 *     have none
 */
public record TrainingSpec(
        String code,
        String entrypoint,
        Map<String, String> parameters,
        List<DatasetBinding> datasets,
        RuntimeBinding runtime,
        String experiment,
        @Nullable String runName,
        long seed,
        Duration timeout,
        long memoryBytes,
        int processes,
        Map<String, String> secrets)
        implements RunSpec {

    private static final Duration LONGEST = Duration.ofDays(7);
    /** Beyond it a JSON number, and so the text of the spec, no longer tells one integer from the next. */
    private static final long LARGEST_SEED = (1L << 53) - 1;

    public TrainingSpec {
        parameters = Map.copyOf(parameters);
        secrets = SecretVariables.of("Training spec", secrets);
        datasets = List.copyOf(datasets);
        require(
                entrypoint.matches("[A-Za-z0-9_][A-Za-z0-9_./-]*\\.py") && !entrypoint.contains(".."),
                "entrypoint is the path of a Python file in the repository, such as train.py; \"" + entrypoint
                        + "\" is not.");
        parameters
                .keySet()
                .forEach(name -> require(
                        name.matches("[A-Za-z][A-Za-z0-9_-]{0,99}"),
                        "a parameter's name starts with a letter and has letters, digits, _ or -; \"" + name
                                + "\" has not."));
        require(
                timeout.compareTo(Duration.ZERO) > 0 && timeout.compareTo(LONGEST) <= 0,
                "timeout is between a second and 7 days (ISO-8601, such as PT10M).");
        require(
                seed >= -LARGEST_SEED && seed <= LARGEST_SEED,
                "seed is between -" + LARGEST_SEED + " and " + LARGEST_SEED + ".");
        require(memoryBytes >= 64L << 20, "memoryBytes is at least 67108864 (64 MiB).");
        require(processes >= 8, "processes is at least 8.");
    }

    /** A dataset version and where its content is. */
    public record DatasetBinding(String name, int version, UUID versionId, String fileName, String sha256) {

        /** Both names become paths on the host. */
        public DatasetBinding {
            require(name.matches("[a-z0-9][a-z0-9._-]{0,62}"), "\"" + name + "\" is not the name of a dataset.");
            require(
                    fileName.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
                    "\"" + fileName + "\" is not the name of a dataset's file.");
        }
    }

    /**
     * An approved runtime.
     *
     * @param digest what the runner must find, and attest
     * @param lockSha256 lock file in the object store; empty when it is an image
     * @param image container image, {@code repository@sha256:…}; absent: an environment
     */
    public record RuntimeBinding(
            UUID id,
            String name,
            String digest,
            String lockSha256,
            @Nullable String image) {

        public RuntimeBinding(UUID id, String name, String digest, String lockSha256) {
            this(id, name, digest, lockSha256, null);
        }

        /** Of an image. */
        public static RuntimeBinding ofImage(UUID id, String name, String digest, String image) {
            return new RuntimeBinding(id, name, digest, "", image);
        }
    }

    @Override
    public String summary() {
        return "train " + experiment + " @" + code.substring(0, Math.min(7, code.length()));
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "Training spec: " + problem);
        }
    }
}
