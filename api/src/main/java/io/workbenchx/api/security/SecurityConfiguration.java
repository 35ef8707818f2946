package io.workbenchx.api.security;

import io.workbenchx.control.identity.KeyVerifier;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;

/**
 * One filter chain for every route of this port but those of the embedded issuer: nobody gets in without credentials, except to the exact
 * paths listed here. What somebody may do is decided by {@link AccessInterceptor}.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** Exact paths, GET only. */
    static final String[] PUBLIC = {"/health", "/api/v1/health"};

    /** Signed by us for one artifact and a few minutes. */
    private static final String LINKS = "/api/v1/links/*";

    @Bean
    SecurityFilterChain everything(HttpSecurity http, KeyVerifier keys, SignInLimits passwords, RefusalWriter refusals)
            throws Exception {
        return http.cors(Customizer.withDefaults())
                .csrf(AbstractHttpConfigurer::disable) // no cookie counts here: nothing to forge
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .httpBasic(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(
                        routes -> routes.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                                .permitAll()
                                .requestMatchers(HttpMethod.GET, PUBLIC)
                                .permitAll()
                                .requestMatchers(HttpMethod.GET, LINKS)
                                .permitAll()
                                .requestMatchers(HttpMethod.PUT, LINKS)
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .addFilterBefore(new CredentialsFilter(keys, passwords, refusals), ExceptionTranslationFilter.class)
                .exceptionHandling(errors -> errors.authenticationEntryPoint(refusals))
                .build();
    }

    /** Present so that Boot makes no user of its own. */
    @Bean
    AuthenticationManager none() {
        return authentication -> {
            throw new AuthenticationServiceException("Sign-in is by API key or password in each request");
        };
    }
}
