package io.workbenchx.api.security;

import io.workbenchx.api.problem.Problems;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses whatever a page of another site makes a browser send that could change something, whether a cookie goes with it or not. */
final class OriginFilter extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    /** What Temporal's page asks for, from its own origin. */
    private static final Set<String> CODEC = Set.of("/api/v1/codec/decode", "/api/v1/codec/encode");

    private final Set<String> allowed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final String engineUi;
    private final boolean cors;
    private final Problems problems;

    OriginFilter(HttpProperties properties, @Nullable String url, String engineUi, Problems problems) {
        this.engineUi = engineUi;
        this.problems = problems;
        this.cors = !properties.origins().isEmpty();
        allowed.addAll(properties.origins());
        if (url != null) {
            URI own = URI.create(url);
            allowed.add(own.getScheme() + "://" + own.getAuthority());
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SAFE.contains(request.getMethod()) || expected(request)) {
            chain.doFilter(request, response);
        } else {
            problems.write(
                    request,
                    response,
                    new WorkbenchException(
                            FailureCode.PERMISSION_DENIED,
                            "A page of another site may not do this: add its origin to workbenchx.http.origins if it should."));
        }
    }

    /** No browser, no such headers. A page of an allowed origin is cross-site by nature. */
    private boolean expected(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        if (origin == null) {
            return site == null || OWN.contains(site);
        }
        if (origin.equals(engineUi) && CODEC.contains(request.getRequestURI())) {
            return true;
        }
        return allowed.contains(origin) ? cors || site == null || OWN.contains(site) : origin.equals(own(request));
    }

    private static String own(HttpServletRequest request) {
        String host = request.getServerName();
        int port = request.getServerPort();
        boolean usual = port == ("https".equals(request.getScheme()) ? 443 : 80);
        return request.getScheme() + "://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
                + (usual ? "" : ":" + port);
    }
}
