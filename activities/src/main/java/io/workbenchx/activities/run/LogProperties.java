package io.workbenchx.activities.run;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of a run's output is kept.
 *
 * @param cap of one workload; of what follows only the end is kept
 * @param end how much of it
 */
@ConfigurationProperties("workbenchx.logs")
public record LogProperties(
        @DefaultValue("512MB") DataSize cap,
        @DefaultValue("1MB") DataSize end) {}
