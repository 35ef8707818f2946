package io.workbenchx.api.identity;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import io.workbenchx.control.identity.ExternalUsers.Person;
import io.workbenchx.control.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/** One configured issuer: verifies its tokens and says who it is. Its keys are read when the first token comes, and when a new key is named. */
final class TrustedIssuer {

    private static final Duration KEYS_LAST = Duration.ofMinutes(5);
    private static final Duration KEYS_WAITED_FOR = Duration.ofSeconds(10);
    /** Whoever invents key ids makes us ask no more often than this. */
    private static final Duration KEYS_ASKED_EVERY = Duration.ofSeconds(10);

    private static final Duration OUTAGE = Duration.ofHours(1);

    private final IssuerProperties.Issuer settings;
    private final JwtDecoder decoder;
    private volatile long failedAt = System.nanoTime() - KEYS_ASKED_EVERY.toNanos();

    TrustedIssuer(IssuerProperties.Issuer settings, IssuerMetadata metadata) {
        this.settings = settings;
        String issuer = settings.issuer().toString();
        this.decoder = new SupplierJwtDecoder(() -> TokenRules.decoder(keys(metadata), issuer, settings.audience()));
    }

    private JWKSource<SecurityContext> keys(IssuerMetadata metadata) {
        if (System.nanoTime() - failedAt < KEYS_ASKED_EVERY.toNanos()) {
            throw new IllegalStateException("It did not answer a moment ago");
        }
        try {
            return JWKSourceBuilder.create(metadata.keysOf(settings.issuer()).toURL(), metadata)
                    .cache(KEYS_LAST.toMillis(), KEYS_WAITED_FOR.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(KEYS_ASKED_EVERY.toMillis())
                    .retrying(true)
                    .outageTolerant(OUTAGE.toMillis())
                    .build();
        } catch (IOException e) {
            failedAt = System.nanoTime();
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws org.springframework.security.oauth2.jwt.JwtException for a token that is not good
     * @throws org.springframework.security.oauth2.jwt.JwtDecoderInitializationException when the issuer does not answer
     */
    Person person(String token) {
        Jwt jwt = decoder.decode(token);
        Instant issuedAt = Objects.requireNonNullElse(jwt.getIssuedAt(), Instant.EPOCH);
        String name = jwt.getClaimAsString(settings.nameClaim());
        Role claimed = settings.roleClaim() == null ? null : role(claim(jwt.getClaims(), settings.roleClaim()));
        return new Person(
                settings.issuer().toString(),
                String.valueOf(jwt.getSubject()),
                name == null ? "user" : name,
                claimed == null ? settings.defaultRole() : claimed,
                settings.roleClaim() != null,
                issuedAt);
    }

    /** The strongest of the roles that are ours too. */
    private @Nullable Role role(@Nullable Object claim) {
        Collection<?> values =
                claim instanceof Collection<?> several ? several : claim == null ? List.of() : List.of(claim);
        List<Role> held = values.stream()
                .map(value -> settings.roles().get(String.valueOf(value)))
                .filter(Objects::nonNull)
                .map(Role.class::cast)
                .toList();
        for (Role role : List.of(Role.ADMIN, Role.ENGINEER, Role.SERVICE, Role.VIEWER)) {
            if (held.contains(role)) {
                return role;
            }
        }
        return null;
    }

    /** A claim may have dots in its own name. */
    private static @Nullable Object claim(Map<?, ?> claims, String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        int dot = path.indexOf('.');
        return dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? claim(inner, path.substring(dot + 1))
                : null;
    }
}
