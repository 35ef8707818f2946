package io.workbenchx.api.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.SigningKeys;
import io.workbenchx.control.identity.SigningKeys.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.stereotype.Component;

/** Tokens of the workbench's own issuer: with which keys they are signed, and who holds one. */
@Component
class LocalTokens implements JWKSource<SecurityContext> {

    /** What our tokens are meant for. */
    static final String AUDIENCE = "workbenchx";

    /** Names the sign-in, so that a token dies with it. */
    static final String SIGN_IN = "sid";

    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final Duration UNKNOWN_ASKED_EVERY = Duration.ofSeconds(1);

    private final String issuer;
    private final Identity identity;
    private final SigningKeys keys;
    private final JwtDecoder decoder;
    private volatile Known known = new Known(new JWKSet(), System.nanoTime() - REMEMBERED.toNanos());

    LocalTokens(
            @Value("${workbenchx.api.url:http://127.0.0.1:8080}") String issuer, Identity identity, SigningKeys keys) {
        this.issuer = issuer;
        this.identity = identity;
        this.keys = keys;
        this.decoder = TokenRules.decoder(this, issuer, AUDIENCE);
    }

    private record Known(JWKSet keys, long readAt) {

        boolean olderThan(Duration age) {
            return System.nanoTime() - readAt >= age.toNanos();
        }
    }

    /** As tokens name it. */
    String issuer() {
        return issuer;
    }

    boolean issued(String claimed) {
        return issuer.equals(claimed);
    }

    /**
     * @return empty when the user was disabled or the sign-in ended
     * @throws org.springframework.security.oauth2.jwt.JwtException for a token that is not good
     */
    Optional<Caller> caller(String token) {
        Jwt jwt = decoder.decode(token);
        return identity.signedIn(UUID.fromString(jwt.getSubject()), UUID.fromString(jwt.getClaimAsString(SIGN_IN)));
    }

    /** Another process may sign with a key that this one has not seen yet. */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        Known now = known;
        List<JWK> found = now.olderThan(REMEMBERED) ? List.of() : selector.select(now.keys());
        if (found.isEmpty() && now.olderThan(UNKNOWN_ASKED_EVERY)) {
            now = new Known(
                    new JWKSet(keys.trusted().stream().map(LocalTokens::jwk).toList()), System.nanoTime());
            known = now;
            found = selector.select(now.keys());
        }
        return found;
    }

    private static JWK jwk(SigningKey key) {
        return new ECKey.Builder(Curve.P_256, key.publicKey())
                .privateKey(key.privateKey())
                .keyID(key.id())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .build();
    }
}
