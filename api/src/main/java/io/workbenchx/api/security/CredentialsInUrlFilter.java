package io.workbenchx.api.security;

import io.workbenchx.api.problem.Problems;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests with a credential in the URL, even beside a good one: URLs end in logs and histories. Comes before everything that might
 * write one down.
 */
public final class CredentialsInUrlFilter extends OncePerRequestFilter {

    /** Percent signs let no key through: none of its characters needs one, and a decoded underscore is looked for too. */
    private static final Pattern CREDENTIAL =
            Pattern.compile("wbx(?:_|%5[fF])[A-Za-z0-9_%-]{20,}|(?:^|&)access_token=");

    private final Problems problems;

    CredentialsInUrlFilter(Problems problems) {
        this.problems = problems;
    }

    /** Whether a raw query or URI holds what looks like a key or token. */
    public static boolean in(@Nullable String url) {
        return url != null && CREDENTIAL.matcher(url).find();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (in(request.getQueryString())) {
            problems.write(
                    request,
                    response,
                    new WorkbenchException(
                            FailureCode.UNAUTHENTICATED,
                            "There is a key in the URL, where others can read it: revoke it, and send keys as \"Authorization: Bearer wbx_…\"."));
            return;
        }
        chain.doFilter(request, response);
    }
}
