package io.workbenchx.api.security;

import io.workbenchx.api.problem.Problems;
import io.workbenchx.control.run.EngineProperties;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** What every request passes before anything asks who sent it, on every path. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpProperties.class)
class DoorConfiguration {

    @Bean
    FilterRegistrationBean<ForwardedFilter> forwarded(HttpProperties properties) {
        return first(new ForwardedFilter(properties.trustedProxies()), 0);
    }

    @Bean
    FilterRegistrationBean<CredentialsInUrlFilter> credentialsInUrl(Problems problems) {
        return first(new CredentialsInUrlFilter(problems), 1);
    }

    @Bean
    FilterRegistrationBean<HostFilter> hosts(HttpProperties properties, Environment environment, Problems problems) {
        HostNames names =
                new HostNames(properties.hosts(), environment.getProperty("server.address"), url(environment));
        return first(new HostFilter(names, problems), 2);
    }

    @Bean
    FilterRegistrationBean<OriginFilter> origins(
            HttpProperties properties, EngineProperties engine, Environment environment, Problems problems) {
        return first(new OriginFilter(properties, url(environment), engine.ui(), problems), 3);
    }

    /**
     * Nothing is allowed where nothing is configured, but for Temporal's page, which may have payloads decoded. Credentials of the browser's
     * own are allowed to that page only, which knows no others.
     */
    @Bean
    CorsConfigurationSource corsConfigurationSource(HttpProperties properties, EngineProperties engine) {
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        CorsConfiguration codec = new CorsConfiguration();
        codec.setAllowedOrigins(engine.ui().isBlank() ? List.of() : List.of(engine.ui()));
        codec.setAllowedMethods(List.of("POST"));
        codec.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, "X-Namespace"));
        codec.setAllowCredentials(true);
        codec.setMaxAge(Duration.ofMinutes(10));
        source.registerCorsConfiguration("/api/v1/codec/**", codec);
        if (!properties.origins().isEmpty()) {
            CorsConfiguration cors = new CorsConfiguration();
            cors.setAllowedOrigins(properties.origins());
            cors.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
            cors.setAllowedHeaders(List.of(
                    HttpHeaders.AUTHORIZATION,
                    HttpHeaders.CONTENT_TYPE,
                    HttpHeaders.IF_MATCH,
                    HttpHeaders.IF_NONE_MATCH,
                    "Idempotency-Key",
                    "Last-Event-ID"));
            cors.setExposedHeaders(List.of(HttpHeaders.ETAG, HttpHeaders.RETRY_AFTER));
            source.registerCorsConfiguration("/**", cors);
        }
        return source;
    }

    private static @Nullable String url(Environment environment) {
        return environment.getProperty("workbenchx.api.url");
    }

    private static <T extends Filter> FilterRegistrationBean<T> first(T filter, int place) {
        FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10 + place);
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        return registration;
    }
}
