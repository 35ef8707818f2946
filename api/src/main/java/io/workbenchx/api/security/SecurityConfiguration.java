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
 * One filter chain for every route of this port: nobody gets in without credentials, except to the exact paths listed here. What somebody
 * may do is decided by {@link AccessInterceptor}.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** Exact paths, GET only. */
    static final String[] PUBLIC = {"/health", "/api/v1/health"};

    @Bean
    SecurityFilterChain everything(HttpSecurity http, KeyVerifier keys, RefusalWriter refusals) throws Exception {
        return http.csrf(AbstractHttpConfigurer::disable) // no cookies, no session: nothing to forge
                .cors(Customizer.withDefaults()) // for nobody but the codec's page: see CodecOrigin
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
                                .anyRequest()
                                .authenticated())
                .addFilterBefore(new CredentialsFilter(keys, refusals), ExceptionTranslationFilter.class)
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
