package io.workbenchx.control.identity;

import io.workbenchx.workflows.run.WorkbenchException;
import java.util.Optional;

/** Turns credentials into a caller; empty for anything that is not valid right now. */
public interface KeyVerifier {

    /**
     * @param value what came as bearer: an API key, or a token of an issuer that is trusted
     * @throws WorkbenchException PERMISSION_DENIED for a person whom the issuer knows and who has no role here; UNAVAILABLE when the issuer
     *     does not answer
     */
    Optional<Caller> verifyKey(String value);

    /** Deliberately slow (Argon2id); never call it on an event loop. */
    Optional<Caller> verifyPassword(String name, String password);
}
