package io.workbenchx.providers.runner.remote;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * DigitalOcean App Platform.
 *
 * @param token personal access token with the scopes app:create, read and delete; without it there is no such runner
 * @param api address of the interface
 * @param region such as {@code fra}
 * @param project project that the apps are put into; absent: the default one
 * @param sizes slugs of instances that may be used, {@code apps-…-<n>vcpu-<m>gb}, the cheapest first
 * @param registryCredentials {@code user:token} for private images of Docker Hub and GHCR
 * @param workbench public https address of the workbench's api; App Platform does not restrain what else a job reaches
 * @param timeout within which a call is answered
 * @param pause before a call is tried again
 * @param poll how old an answer about a job may be; an account has 5,000 calls an hour
 */
@ConfigurationProperties("workbenchx.runner.digitalocean")
record DigitalOceanProperties(
        String token,
        @DefaultValue("https://api.digitalocean.com/") URI api,
        @DefaultValue("fra") String region,
        @Nullable String project,

        @DefaultValue({
            "apps-s-1vcpu-0.5gb",
            "apps-s-1vcpu-1gb",
            "apps-s-1vcpu-2gb",
            "apps-s-2vcpu-4gb",
            "apps-d-2vcpu-8gb",
            "apps-d-4vcpu-16gb",
            "apps-d-8vcpu-32gb"
        })
        List<String> sizes,

        @Nullable String registryCredentials,
        @Nullable URI workbench,
        @DefaultValue("60s") Duration timeout,
        @DefaultValue("500ms") Duration pause,
        @DefaultValue("10s") Duration poll) {

    DigitalOceanProperties {
        sizes = List.copyOf(sizes);
    }

    /** Without token and credentials. */
    @Override
    public String toString() {
        return "DigitalOceanProperties[api=" + api + ", region=" + region + ", project=" + project + "]";
    }
}
