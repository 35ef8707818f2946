package io.workbenchx.api.frontdoor;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which page made a browser send a request. Services trust what comes through the front door, so this is what keeps pages of other sites from
 * using a visitor's cookie (N16, N17): sites of one machine are even the same site to a browser.
 */
final class SiteOrigin {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private SiteOrigin() {}

    /** Whether the request's own page, a person, or a program that shows a key sent it. */
    static boolean own(HttpServerRequest request, String own, boolean upgrade, boolean byCookie) {
        String origin = request.getHeader("origin");
        if (origin != null && !origin.equals(own)) {
            return false;
        }
        boolean changes = upgrade || !SAFE.contains(request.method());
        if (changes && byCookie && origin == null) {
            return false;
        }
        String site = request.getHeader("sec-fetch-site");
        return site == null || OWN.contains(site) || !upgrade && navigation(request);
    }

    /** A link from elsewhere is followed. */
    private static boolean navigation(HttpServerRequest request) {
        return request.method() == HttpMethod.GET && is(request.getHeader("sec-fetch-mode"), "navigate");
    }

    private static boolean is(@Nullable String header, String value) {
        return value.equals(header);
    }
}
