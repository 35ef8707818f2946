package io.workbenchx.api.security;

import io.workbenchx.control.identity.AccessKeys;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.KeyVerifier;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads credentials from the Authorization header: {@code Bearer <API key or token of an issuer>}, or Basic with a key or a password as its
 * password. Wrong credentials are the same as none.
 */
final class CredentialsFilter extends OncePerRequestFilter {

    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private final KeyVerifier keys;
    private final SignInLimits passwords;
    private final RefusalWriter refusals;

    CredentialsFilter(KeyVerifier keys, SignInLimits passwords, RefusalWriter refusals) {
        this.keys = keys;
        this.passwords = passwords;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            try {
                caller(header, request.getRemoteAddr()).ifPresent(CredentialsFilter::signIn);
            } catch (DataAccessException away) {
                refusals.unavailable(request, response);
                return;
            } catch (WorkbenchException refusal) {
                refusals.refuse(request, response, refusal);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private Optional<Caller> caller(String header, String address) {
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return keys.verifyKey(header.substring(BEARER.length()).strip());
        }
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            String text = new String(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon < 0) {
                return Optional.empty();
            }
            String password = text.substring(colon + 1);
            return password.startsWith(AccessKeys.PREFIX)
                    ? keys.verifyKey(password)
                    : passwords.signIn(text.substring(0, colon), password, address);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static void signIn(Caller caller) {
        var authentication = UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of());
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(authentication);
        SecurityContextHolder.setContext(context);
    }
}
