package io.workbenchx.api.identity;

import io.workbenchx.control.identity.SignIns;
import io.workbenchx.control.identity.SignIns.Grant;
import io.workbenchx.control.identity.SignIns.SignIn;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * What the authorization server has to remember, as {@link SignIns}: hashes instead of tokens, and only what is asked for again. Access tokens
 * are not kept: each names its sign-in.
 */
final class StoredAuthorizations implements OAuth2AuthorizationService {

    /** Not followed: the redirect is what counts, and requests are only told apart by it. */
    private static final String AUTHORIZATION_URI = "/oauth2/authorize";

    private final SignIns signIns;
    private final RegisteredClientRepository clients;

    StoredAuthorizations(SignIns signIns, RegisteredClientRepository clients) {
        this.signIns = signIns;
        this.clients = clients;
    }

    /** Called with a fresh code, with a code that was just redeemed for a first refresh token, and with each next refresh token. */
    @Override
    public void save(OAuth2Authorization authorization) {
        UUID id = UUID.fromString(authorization.getId());
        OAuth2Authorization.Token<OAuth2AuthorizationCode> code = authorization.getToken(OAuth2AuthorizationCode.class);
        if (code != null && !code.isInvalidated()) {
            OAuth2AuthorizationCode fresh = code.getToken();
            signIns.begin(
                    signIn(id, authorization),
                    fresh.getTokenValue(),
                    Objects.requireNonNull(fresh.getIssuedAt()),
                    Objects.requireNonNull(fresh.getExpiresAt()));
            return;
        }
        if (code != null && !signIns.redeem(id, code.getToken().getTokenValue())) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
        OAuth2Authorization.Token<OAuth2RefreshToken> refresh = authorization.getRefreshToken();
        if (refresh == null || refresh.isInvalidated()) {
            signIns.end(id);
        } else {
            OAuth2RefreshToken next = refresh.getToken();
            signIns.addRefresh(
                    id,
                    next.getTokenValue(),
                    Objects.requireNonNull(next.getIssuedAt()),
                    Objects.requireNonNull(next.getExpiresAt()));
        }
    }

    private static SignIn signIn(UUID id, OAuth2Authorization authorization) {
        OAuth2AuthorizationRequest request =
                Objects.requireNonNull(authorization.getAttribute(OAuth2AuthorizationRequest.class.getName()));
        return new SignIn(
                id,
                UUID.fromString(authorization.getPrincipalName()),
                authorization.getRegisteredClientId(),
                Objects.requireNonNull(request.getRedirectUri()),
                String.valueOf(request.getAdditionalParameters().get(PkceParameterNames.CODE_CHALLENGE)));
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        signIns.end(UUID.fromString(authorization.getId()));
    }

    /** Nobody asks: what is searched for is always a token. */
    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return null;
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        if (type != null && OAuth2ParameterNames.CODE.equals(type.getValue())) {
            return signIns.byCode(token)
                    .flatMap(grant -> authorization(grant)
                            .map(found -> found.token(
                                    new OAuth2AuthorizationCode(token, grant.issuedAt(), grant.expiresAt()))))
                    .map(OAuth2Authorization.Builder::build)
                    .orElse(null);
        }
        if (type != null && OAuth2TokenType.REFRESH_TOKEN.getValue().equals(type.getValue())) {
            return signIns.refresh(token)
                    .flatMap(grant -> authorization(grant)
                            .map(found -> found.refreshToken(
                                    new OAuth2RefreshToken(token, grant.issuedAt(), grant.expiresAt()))))
                    .map(OAuth2Authorization.Builder::build)
                    .orElse(null);
        }
        return null;
    }

    private Optional<OAuth2Authorization.Builder> authorization(Grant grant) {
        SignIn signIn = grant.signIn();
        RegisteredClient client = clients.findById(signIn.client());
        if (client == null) {
            return Optional.empty();
        }
        Authentication user = UsernamePasswordAuthenticationToken.authenticated(
                signIn.userId().toString(), null, List.of());
        OAuth2AuthorizationRequest request = OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(AUTHORIZATION_URI)
                .clientId(client.getClientId())
                .redirectUri(signIn.redirectUri())
                .additionalParameters(Map.of(
                        PkceParameterNames.CODE_CHALLENGE,
                        signIn.codeChallenge(),
                        PkceParameterNames.CODE_CHALLENGE_METHOD,
                        "S256"))
                .build();
        return Optional.of(OAuth2Authorization.withRegisteredClient(client)
                .id(signIn.id().toString())
                .principalName(user.getName())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .attribute(Principal.class.getName(), user)
                .attribute(OAuth2AuthorizationRequest.class.getName(), request));
    }
}
