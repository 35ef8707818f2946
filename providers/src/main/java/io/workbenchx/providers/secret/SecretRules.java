package io.workbenchx.providers.secret;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which names and values secrets may have. */
public final class SecretRules {

    /** Characters a value has at least: a shorter one cannot be masked, because it would be found in innocent text. */
    public static final int SHORTEST_VALUE = SecretForms.SHORTEST;

    /** Bytes of UTF-8 a value has at most: what an environment variable can hold, and every escaped form fits one piece of output. */
    public static final int LONGEST_VALUE = 32 << 10;

    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";

    private SecretRules() {}

    /** Whether a secret may be called so; the name becomes part of paths and addresses. */
    public static boolean isName(String name) {
        return name.matches(NAME);
    }

    /** Why a value cannot be kept, or nothing. The reason holds nothing of the value. */
    public static Optional<String> problem(String value) {
        if (value.strip().length() < SHORTEST_VALUE) {
            return Optional.of("it has less than " + SHORTEST_VALUE
                    + " characters, so it could neither be masked in logs nor resist guessing");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE) {
            return Optional.of("it is longer than " + LONGEST_VALUE + " bytes");
        }
        if (value.indexOf('\0') >= 0) {
            return Optional.of("it holds a zero byte, which no environment variable can");
        }
        return Optional.empty();
    }
}
