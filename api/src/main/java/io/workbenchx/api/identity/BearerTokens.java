package io.workbenchx.api.identity;

import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jwt.SignedJWT;
import io.workbenchx.control.identity.AccessKeys;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.ExternalUsers;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.KeyVerifier;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Primary;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/** Whatever can come as bearer, at every door: API keys, tokens of our own issuer, tokens of the organisation's. */
@Component
@Primary
@EnableConfigurationProperties(IssuerProperties.class)
class BearerTokens implements KeyVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(BearerTokens.class);
    private static final int LONGEST = 8192;

    private final Identity identity;
    private final ExternalUsers people;
    private final LocalTokens local;
    private final Map<String, TrustedIssuer> issuers;

    BearerTokens(Identity identity, ExternalUsers people, LocalTokens local, IssuerProperties properties) {
        this.identity = identity;
        this.people = people;
        this.local = local;
        IssuerMetadata metadata = new IssuerMetadata();
        this.issuers = properties.issuers().stream()
                .collect(Collectors.toUnmodifiableMap(
                        issuer -> issuer.issuer().toString(), issuer -> new TrustedIssuer(issuer, metadata)));
    }

    @Override
    public Optional<Caller> verifyKey(String value) {
        if (value.startsWith(AccessKeys.PREFIX)) {
            return identity.verifyKey(value);
        }
        String claimed = value.length() > LONGEST ? null : issuer(value);
        if (claimed == null) {
            return Optional.empty();
        }
        if (local.issued(claimed)) {
            return verified(claimed, value, local::caller);
        }
        TrustedIssuer issuer = issuers.get(claimed);
        return issuer == null
                ? Optional.empty()
                : verified(claimed, value, token -> people.signIn(issuer.person(token)));
    }

    /** Only says which keys to verify with; nothing else is read from a token that is not verified. */
    private static @Nullable String issuer(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getIssuer();
        } catch (ParseException | IllegalArgumentException noToken) {
            return null;
        }
    }

    private static Optional<Caller> verified(
            String issuer, String token, Function<String, Optional<Caller>> verification) {
        try {
            return verification.apply(token);
        } catch (BadJwtException notGood) {
            LOG.debug("A token of {} is not good: {}", issuer, notGood.getMessage());
            return Optional.empty();
        } catch (JwtException | JwtDecoderInitializationException away) {
            if (causedByLimit(away)) {
                return Optional.empty();
            }
            LOG.warn("The keys of {} cannot be read: {}", issuer, String.valueOf(away.getCause()));
            throw new WorkbenchException(
                    FailureCode.UNAVAILABLE,
                    "The issuer " + issuer + " does not answer: try again in a moment, or use an API key.",
                    away);
        }
    }

    /** A key id that the issuer did not know a moment ago is not asked for again. */
    private static boolean causedByLimit(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RateLimitReachedException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<Caller> verifyPassword(String name, String password) {
        return identity.verifyPassword(name, password);
    }
}
