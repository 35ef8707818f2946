package io.workbenchx.providers.runner.docker;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Docker daemon of this host. It must see this host's files under the same paths.
 *
 * @param host its address, such as {@code unix:///var/run/docker.sock}; without it there is no Docker runner
 * @param user under which workloads run when the workbench is root; else they run as the workbench's own user, never as root
 * @param gpus whether the daemon can give GPUs (NVIDIA Container Toolkit)
 * @param timeout within which the daemon answers
 * @param pullTimeout within which an image must have come
 */
@ConfigurationProperties("workbenchx.runner.docker")
record DockerProperties(
        URI host,
        @DefaultValue("65532") int user,
        @DefaultValue("false") boolean gpus,
        @DefaultValue("60s") Duration timeout,
        @DefaultValue("15m") Duration pullTimeout) {

    DockerProperties {
        if (user < 1) {
            throw new IllegalArgumentException("workbenchx.runner.docker.user: " + user + " would be root");
        }
    }
}
