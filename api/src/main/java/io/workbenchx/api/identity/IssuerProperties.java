package io.workbenchx.api.identity;

import io.workbenchx.control.identity.Role;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose tokens are believed.
 *
 * @param issuers OpenID Connect providers of the organisation
 * @param local the issuer of the workbench itself
 */
@ConfigurationProperties("workbenchx.identity")
record IssuerProperties(
        @DefaultValue List<Issuer> issuers, @DefaultValue Local local) {

    /**
     * A provider that people sign in at.
     *
     * @param issuer its URL, exactly as its tokens name it; discovery is below it
     * @param audience what its tokens must be meant for
     * @param nameClaim how a new user is called here
     * @param roleClaim where roles stand, with dots between levels, as {@code realm_access.roles}; none: roles are given here
     * @param roles which of its roles is which of ours
     * @param defaultRole of who has none of these; none: no entry
     */
    record Issuer(
            URI issuer,
            String audience,
            @DefaultValue("preferred_username") String nameClaim,
            @Nullable String roleClaim,
            @DefaultValue Map<String, Role> roles,
            @Nullable Role defaultRole) {}

    /**
     * @param enabled whether users with a password can sign in with a browser
     * @param consoleRedirect where the console takes its code, exactly; by default {@code /console/callback} of the api
     */
    record Local(
            @DefaultValue("true") boolean enabled, @Nullable String consoleRedirect) {}
}
