package io.workbenchx.activities.training;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What every job gets on this host.
 *
 * @param disk for what it writes
 */
@ConfigurationProperties("workbenchx.jobs")
public record JobProperties(@DefaultValue("10GB") DataSize disk) {}
