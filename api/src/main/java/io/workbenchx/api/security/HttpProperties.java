package io.workbenchx.api.security;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom the api's port listens to.
 *
 * @param hosts names it answers to besides loopback, its own address and the host of {@code workbenchx.api.url}; without ports
 * @param trustedProxies addresses or CIDR blocks whose X-Forwarded headers count
 * @param origins origins whose scripts may call the api (CORS), as {@code https://console.example}; cookies never go with such calls
 */
@ConfigurationProperties("workbenchx.http")
record HttpProperties(
        @DefaultValue List<String> hosts,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue List<String> origins) {}
