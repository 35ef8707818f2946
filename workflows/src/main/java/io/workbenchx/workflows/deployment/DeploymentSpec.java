package io.workbenchx.workflows.deployment;

import io.workbenchx.workflows.replica.HealthCheck;
import io.workbenchx.workflows.replica.ReplicaTerms;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A pinned deployment: everything in it is an immutable id or digest.
 *
 * @param endpoint name under which it is reached; a deployment to an endpoint that serves already replaces what serves
 * @param model registered model
 * @param modelDigest of all files together, as the registry computed it
 * @param trainedBy run that made the model, when it is known
 * @param files what the version is made of
 * @param runtime approved environment that serves it
 * @param replicas processes that answer requests
 * @param memoryBytes of each replica
 * @param processes processes and threads of each replica
 * @param drain how long requests under way are given after the route has moved on
 */
public record DeploymentSpec(
        String endpoint,
        String model,
        int version,
        String modelDigest,
        @Nullable UUID trainedBy,
        List<ModelFile> files,
        RuntimeBinding runtime,
        int replicas,
        long memoryBytes,
        int processes,
        Duration drain)
        implements RunSpec {

    public static final int MOST_REPLICAS = 16;
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);

    public DeploymentSpec {
        files = List.copyOf(files);
        require(
                endpoint.matches("[a-z][a-z0-9-]{0,39}"),
                "endpoint starts with a letter and has up to 40 lower-case letters, digits or dashes; \"" + endpoint
                        + "\" has not.");
        require(
                model.matches("[A-Za-z0-9._-]{1,256}"),
                "only a model whose name has nothing but letters, digits, dots, dashes and underscores can be served; \""
                        + model + "\" has more.");
        require(!files.isEmpty(), "the model version has no files.");
        requireReplicas(replicas);
        require(memoryBytes >= 128L << 20, "memoryBytes is at least 134217728 (128 MiB).");
        require(processes >= 16, "processes is at least 16.");
        require(
                !drain.isNegative() && drain.compareTo(LONGEST_DRAIN) <= 0,
                "drain is at most 10 minutes (ISO-8601, such as PT5S).");
    }

    /** One file of the model version, by content. */
    public record ModelFile(String path, String sha256, long bytes) {}

    /**
     * An approved runtime.
     *
     * @param digest what the host must find, and attest
     * @param lockSha256 lock file in the object store
     */
    public record RuntimeBinding(UUID id, String name, String digest, String lockSha256) {}

    /** How its replicas are watched. */
    ReplicaTerms terms() {
        return new ReplicaTerms(drain, HealthCheck.OPEN_INFERENCE, null);
    }

    @Override
    public String summary() {
        return "deploy " + model + " v" + version + " to " + endpoint;
    }

    static void requireReplicas(int replicas) {
        require(replicas >= 1 && replicas <= MOST_REPLICAS, "replicas is between 1 and " + MOST_REPLICAS + ".");
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "Deployment spec: " + problem);
        }
    }
}
