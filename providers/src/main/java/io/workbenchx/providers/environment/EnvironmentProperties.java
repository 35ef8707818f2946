package io.workbenchx.providers.environment;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How environments are built on this host.
 *
 * @param python interpreter to use instead of the one the workbench would choose
 * @param uv uv to use instead of the one on PATH or in the home of the workbench
 */
@ConfigurationProperties("workbenchx.environment")
public record EnvironmentProperties(
        @Nullable String python, @Nullable String uv) {}
