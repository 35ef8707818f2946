package io.workbenchx.api.encryption;

import io.workbenchx.control.run.EngineProperties;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** Lets the page of the Temporal UI, and no other page, call the codec from a browser. */
@Configuration(proxyBeanMethods = false)
class CodecOrigin {

    @Bean
    CorsConfigurationSource corsConfigurationSource(EngineProperties engine) {
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        CorsConfiguration codec = new CorsConfiguration();
        codec.setAllowedOrigins(engine.ui().isBlank() ? List.of() : List.of(engine.ui()));
        codec.setAllowedMethods(List.of("POST"));
        codec.setAllowedHeaders(List.of("Authorization", "Content-Type", "X-Namespace"));
        codec.setAllowCredentials(true);
        codec.setMaxAge(Duration.ofMinutes(10));
        source.registerCorsConfiguration("/api/v1/codec/**", codec);
        return source;
    }
}
