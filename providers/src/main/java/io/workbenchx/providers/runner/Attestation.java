package io.workbenchx.providers.runner;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a runner says it really started; part of a run's evidence. Names of variables, never their values.
 *
 * @param runner {@link Runner#name()} of the adapter
 * @param argv the command as it was executed
 * @param launcher everything around the command: who drops privileges, sets limits and builds the sandbox, with all binds
 * @param variables names of the variables the command got
 * @param runtime host path of the environment that was bound, or the image
 * @param runtimeDigest of the environment as given in the {@link WorkloadSpec}; of an image what the machinery says it runs
 * @param isolation {@code bubblewrap} or {@code none}, {@code container}, {@code pod}, {@code microvm}
 * @param uid user under which it ran: of the host, or inside its container
 * @param network {@code none}, {@code host} (not restrained), or what alone can be reached: {@code workbench} (its api), {@code host:port}
 * @param limits limit → value asked for
 * @param mechanisms limit → how it is enforced for this workload
 */
public record Attestation(
        String runner,
        UUID runId,
        String name,
        int attempt,
        Instant startedAt,
        List<String> argv,
        List<String> launcher,
        List<String> variables,
        @Nullable String runtime,
        @Nullable String runtimeDigest,
        String isolation,
        long uid,
        String network,
        Map<String, String> limits,
        Map<String, String> mechanisms) {

    public Attestation {
        argv = List.copyOf(argv);
        launcher = List.copyOf(launcher);
        variables = List.copyOf(variables);
        limits = Map.copyOf(limits);
        mechanisms = Map.copyOf(mechanisms);
    }
}
