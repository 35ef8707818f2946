package io.workbenchx.api.security;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;

/** The signed-in caller of a request. */
public final class Callers {

    private Callers() {}

    /**
     * @throws WorkbenchException UNAUTHENTICATED when nobody signed in
     */
    public static Caller of(HttpServletRequest request) {
        if (request.getUserPrincipal() instanceof Authentication authentication
                && authentication.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new WorkbenchException(
                FailureCode.UNAUTHENTICATED, "Send an API key as \"Authorization: Bearer wbx_…\".");
    }
}
