package io.workbenchx.control.identity;

import java.util.Optional;

/** Turns credentials into a caller; empty for anything that is not valid right now. */
public interface KeyVerifier {

    Optional<Caller> verifyKey(String value);

    /** Deliberately slow (Argon2id); never call it on an event loop. */
    Optional<Caller> verifyPassword(String name, String password);
}
