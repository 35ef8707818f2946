package io.workbenchx.api.security;

import io.workbenchx.api.problem.Problems;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.stereotype.Component;

/** Answers requests that never reach a controller, in the shape their protocol expects. */
@Component
class RefusalWriter implements AuthenticationEntryPoint {

    private final Problems problems;

    RefusalWriter(Problems problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        // Makes browsers ask, so that the OpenAPI page can be opened with user and password.
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"WorkbenchX\", charset=\"UTF-8\"");
        problems.write(
                request,
                response,
                new WorkbenchException(
                        FailureCode.UNAUTHENTICATED,
                        "Send an API key as \"Authorization: Bearer wbx_…\"; the one sent, if any, is not valid."));
    }

    void refuse(HttpServletRequest request, HttpServletResponse response, WorkbenchException refusal)
            throws IOException {
        problems.write(request, response, refusal);
    }

    void unavailable(HttpServletRequest request, HttpServletResponse response) throws IOException {
        problems.write(
                request,
                response,
                new WorkbenchException(
                        FailureCode.UNAVAILABLE,
                        "The control plane's database does not answer: try again in a moment."));
    }
}
