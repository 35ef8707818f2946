package io.workbenchx.api.frontdoor;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The credential in an Authorization header: an API key or a token of an issuer as bearer, or a key as the password of Basic. Passwords of
 * people are not accepted on this port.
 */
final class ApiKeys {

    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";
    private static final String PREFIX = "wbx_";
    private static final int LONGEST = 64;
    private static final int LONGEST_TOKEN = 8192;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private ApiKeys() {}

    /** Null when there is none. */
    static @Nullable String in(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            String value = authorization.substring(BEARER.length()).strip();
            boolean token =
                    value.length() <= LONGEST_TOKEN && TOKEN.matcher(value).matches();
            return token ? value : plausible(value);
        }
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String text = new String(decoded, StandardCharsets.UTF_8);
            return plausible(text.substring(text.indexOf(':') + 1));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static @Nullable String plausible(String key) {
        return key.startsWith(PREFIX) && key.length() <= LONGEST ? key : null;
    }
}
