package io.workbenchx.control.identity;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Passwords of local users: what they must be like, and how they are kept (Argon2id). */
@Component
class Passwords {

    private static final int SHORTEST = 12;
    /** Bounds what a sign-in can cost. */
    private static final int LONGEST = 256;

    private final PasswordEncoder encoder;
    /** Compared with when there is no hash, so that an unknown user costs the same time as a known one. */
    private final String nobodysHash;

    @Autowired
    Passwords() {
        this(Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8());
    }

    Passwords(PasswordEncoder encoder) {
        this.encoder = encoder;
        this.nobodysHash = encode(KeyedHash.randomText(16));
    }

    /**
     * @throws WorkbenchException SPEC_INVALID for a password that is too short, too long or says the user's name
     */
    String accept(String user, String password) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A password has " + SHORTEST + " to " + LONGEST + " characters: choose a longer or shorter one.");
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (lower.chars().distinct().count() < 4 || lower.replace(user, "").length() < SHORTEST / 2) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "This password is easy to guess: choose another one.");
        }
        return encode(password);
    }

    /** Always costs one comparison; false when there is no hash. */
    boolean matches(String password, @Nullable String hash) {
        boolean matches = password.length() <= LONGEST && encoder.matches(password, hash == null ? nobodysHash : hash);
        return matches && hash != null;
    }

    private String encode(String password) {
        String hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalStateException("A password has a hash");
        }
        return hash;
    }
}
