package io.workbenchx.api.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Who wants a code and has not signed in is sent to the page for it, with the request in the query: nothing else is ever gone back to. */
final class LoginEntryPoint implements AuthenticationEntryPoint {

    static final String AUTHORIZE = "/oauth2/authorize";

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        String query = request.getQueryString();
        if ("GET".equals(request.getMethod()) && AUTHORIZE.equals(request.getRequestURI()) && query != null) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", "/login?" + query);
        } else {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            response.setContentType("application/json");
            response.getWriter().write("{\"error\":\"invalid_client\"}");
        }
    }
}
