package io.workbenchx.api.security;

import io.workbenchx.api.problem.Problems;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers only to its own names: a page of another site whose name was pointed at this machine gets nothing (DNS rebinding). */
final class HostFilter extends OncePerRequestFilter {

    private final HostNames names;
    private final Problems problems;

    HostFilter(HostNames names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (names.contain(request.getServerName())) {
            chain.doFilter(request, response);
        } else {
            problems.write(
                    request,
                    response,
                    new WorkbenchException(
                            FailureCode.MISDIRECTED,
                            "The workbench does not answer to this host name: add it to workbenchx.http.hosts if it should."));
        }
    }
}
