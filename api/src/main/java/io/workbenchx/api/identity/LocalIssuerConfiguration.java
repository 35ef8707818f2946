package io.workbenchx.api.identity;

import io.workbenchx.control.identity.SignIns;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.authentication.builders.AuthenticationManagerBuilder;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;

/**
 * The embedded issuer: authorization code with PKCE for the two clients of the workbench, {@code wbx} and the console, neither of which can
 * keep a secret. Its cookie signs in to its own pages only, never to the api.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "workbenchx.identity.local.enabled", havingValue = "true", matchIfMissing = true)
class LocalIssuerConfiguration {

    static final String WBX = "wbx";
    static final String CONSOLE = "console";

    /** Where {@code wbx login} listens, on any port (RFC 8252, 7.3). */
    private static final String LOOPBACK_REDIRECT = "http://127.0.0.1/callback";

    private static final Duration ACCESS = Duration.ofMinutes(10);
    private static final Duration REFRESH = Duration.ofDays(14);
    private static final Duration CODE = Duration.ofMinutes(1);

    @Bean
    RegisteredClientRepository clients(LocalTokens tokens, IssuerProperties properties) {
        return new InMemoryRegisteredClientRepository(
                client(WBX, LOOPBACK_REDIRECT), client(CONSOLE, consoleRedirect(tokens, properties)));
    }

    static String consoleRedirect(LocalTokens tokens, IssuerProperties properties) {
        String configured = properties.local().consoleRedirect();
        return configured == null || configured.isBlank()
                ? URI.create(tokens.issuer()).resolve("/console/callback").toString()
                : configured;
    }

    private static RegisteredClient client(String name, String redirect) {
        return RegisteredClient.withId(name)
                .clientId(name)
                .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .redirectUri(redirect)
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(false)
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .accessTokenFormat(OAuth2TokenFormat.SELF_CONTAINED)
                        .accessTokenTimeToLive(ACCESS)
                        .authorizationCodeTimeToLive(CODE)
                        .refreshTokenTimeToLive(REFRESH)
                        .reuseRefreshTokens(false)
                        .build())
                .build();
    }

    @Bean
    @Order(1)
    SecurityFilterChain localIssuer(
            HttpSecurity http, RegisteredClientRepository clients, SignIns signIns, LocalTokens tokens)
            throws Exception {
        PublicRefresh refresh = new PublicRefresh(clients);
        // The api's own, asked last, would put its refusal in the place of the one that the protocol words.
        http.getSharedObject(AuthenticationManagerBuilder.class).parentAuthenticationManager(null);
        return http.securityMatcher("/oauth2/*", "/.well-known/oauth-authorization-server", "/login", "/logout")
                .oauth2AuthorizationServer(server -> server.registeredClientRepository(clients)
                        .authorizationService(new StoredAuthorizations(signIns, clients))
                        .authorizationServerSettings(AuthorizationServerSettings.builder()
                                .issuer(tokens.issuer())
                                .build())
                        .tokenGenerator(tokenGenerator(tokens))
                        .clientAuthentication(client ->
                                client.authenticationConverter(refresh).authenticationProvider(refresh)))
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens(tokens)).ignoringRequestMatchers("/oauth2/*"))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(routes -> routes.requestMatchers("/login", "/logout")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .addFilterBefore(new FormFilter(), SecurityContextHolderFilter.class)
                .addFilterAfter(new BrowserFilter(signIns), SecurityContextHolderFilter.class)
                .exceptionHandling(errors -> errors.authenticationEntryPoint(new LoginEntryPoint()))
                .build();
    }

    private static CookieCsrfTokenRepository csrfTokens(LocalTokens tokens) {
        CookieCsrfTokenRepository repository = new CookieCsrfTokenRepository();
        repository.setCookieName("wbx-csrf");
        repository.setCookieCustomizer(cookie -> cookie.httpOnly(true)
                .sameSite("Lax")
                .path("/")
                .secure(tokens.issuer().startsWith("https:")));
        return repository;
    }

    /** The newest key signs; the sign-in is named, so that its end is the end of the token. */
    private static OAuth2TokenGenerator<?> tokenGenerator(LocalTokens tokens) {
        NimbusJwtEncoder encoder = new NimbusJwtEncoder(tokens);
        encoder.setJwkSelector(keys -> keys.get(0));
        JwtGenerator access = new JwtGenerator(encoder);
        access.setJwtCustomizer(context -> {
            context.getJwsHeader().algorithm(SignatureAlgorithm.ES256).type("at+jwt");
            context.getClaims().audience(List.of(LocalTokens.AUDIENCE));
            var authorization = context.getAuthorization();
            if (authorization != null) {
                context.getClaims().claim(LocalTokens.SIGN_IN, authorization.getId());
            }
        });
        return new DelegatingOAuth2TokenGenerator(access, new RefreshTokens(new Base64StringKeyGenerator()));
    }
}
