package io.workbenchx.providers.runner;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which runner takes what. Environments are run as processes.
 *
 * @param containers name of the runner for container images; absent: the one that is configured beside processes
 * @param gpus name of the runner for images that ask for GPUs; absent: as for all images
 */
@ConfigurationProperties("workbenchx.runner")
public record RunnerChoice(
        @Nullable String containers, @Nullable String gpus) {

    RunnerChoice among(List<String> configured) {
        Stream.of(containers, gpus)
                .filter(name -> name != null && !configured.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("workbenchx.runner names the runner " + name
                            + ", which is not configured; configured are " + configured);
                });
        if (containers == null && configured.size() > 1) {
            throw new IllegalArgumentException(
                    "several runners take container images: set workbenchx.runner.containers to one of " + configured);
        }
        return new RunnerChoice(containers == null && !configured.isEmpty() ? configured.get(0) : containers, gpus);
    }
}
