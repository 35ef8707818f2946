package io.workbenchx.worker;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param activities activities of all kinds at once
 * @param jobs activities on this host's runner at once: each watches one workload
 * @param drain how long activities get to notice that the worker stops
 * @param checkpoints how long what is new in the logs waits for its signature
 */
@ConfigurationProperties("workbenchx.worker")
public record WorkerProperties(
        @DefaultValue("64") int activities,
        @DefaultValue("64") int jobs,
        @DefaultValue("5s") Duration drain,
        @DefaultValue("5m") Duration checkpoints) {}
