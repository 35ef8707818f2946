package io.workbenchx.api.frontdoor;

import io.vertx.core.MultiMap;
import io.workbenchx.api.frontdoor.SiteGuests.Guest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What of a visitor's headers reaches a service, and of a service's headers a visitor. */
final class SiteHeaders {

    /** The cookie that lets a browser in; the prefix binds it to the very host. */
    static final String COOKIE = "__Host-wbx-site";

    static final String UPSTREAM = "http://localhost";

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /** Credentials are ours, and who visits is for us to say (N19). */
    private static final Set<String> OURS = Set.of(
            "host",
            "authorization",
            "forwarded",
            "via",
            "expect",
            "remote-user",
            "x-remote-user",
            "x-real-ip",
            "x-client-ip",
            "true-client-ip",
            "x-original-url",
            "x-rewrite-url",
            "cookie",
            "origin",
            "referer");

    private static final List<String> OUR_PREFIXES =
            List.of("x-wbx-", "x-forwarded-", "x-user", "x-openwebui-", "x-auth-", "x-streamlit-", "x-webauth-");

    private static final Pattern FRAME_ANCESTORS = Pattern.compile("(?i)(^|;)\\s*frame-ancestors[^;]*");
    private static final Pattern DOMAIN = Pattern.compile("(?i);\\s*domain\\s*=[^;]*");

    private SiteHeaders() {}

    /**
     * Whose headers, from where.
     *
     * @param own origin of the site as the browser knows it
     */
    record From(Guest guest, String address, String scheme, String host, String own) {}

    /** Copies what a service may see, and adds what it should know. */
    static void toService(MultiMap from, From who, Map<String, String> added, MultiMap to) {
        for (Map.Entry<String, String> header : from) {
            if (passes(header.getKey().toLowerCase(Locale.ROOT))) {
                to.add(header.getKey(), header.getValue());
            }
        }
        List<String> cookies = from.getAll("cookie");
        if (!cookies.isEmpty()) {
            String rest = withoutOurs(cookies);
            if (!rest.isEmpty()) {
                to.set("cookie", rest);
            }
        }
        if (from.contains("origin")) {
            to.set("origin", UPSTREAM);
        }
        String referer = from.get("referer");
        if (referer != null && (referer.equals(who.own()) || referer.startsWith(who.own() + "/"))) {
            to.set("referer", UPSTREAM + referer.substring(who.own().length()));
        }
        to.set("x-forwarded-for", who.address());
        to.set("x-forwarded-proto", who.scheme());
        to.set("x-forwarded-host", who.host());
        Guest guest = who.guest();
        if (guest.name() != null && guest.userId() != null) {
            to.set("x-wbx-user", guest.name());
            to.set("x-wbx-user-id", guest.userId().toString());
        }
        added.forEach(to::set);
    }

    /** An underscore would let a header pass for another one: many servers take both for the same. */
    private static boolean passes(String name) {
        return !HOP_BY_HOP.contains(name)
                && !OURS.contains(name)
                && name.indexOf('_') < 0
                && OUR_PREFIXES.stream().noneMatch(name::startsWith);
    }

    /** The value of our cookie, or null. */
    static @Nullable String ours(MultiMap headers) {
        for (String line : headers.getAll("cookie")) {
            for (String pair : line.split(";")) {
                String trimmed = pair.strip();
                if (trimmed.startsWith(COOKIE + "=")) {
                    return trimmed.substring(COOKIE.length() + 1);
                }
            }
        }
        return null;
    }

    private static String withoutOurs(List<String> lines) {
        StringBuilder rest = new StringBuilder();
        for (String line : lines) {
            for (String pair : line.split(";")) {
                String trimmed = pair.strip();
                if (!trimmed.isEmpty() && !reserved(trimmed)) {
                    rest.append(rest.isEmpty() ? "" : "; ").append(trimmed);
                }
            }
        }
        return rest.toString();
    }

    private static boolean reserved(String cookie) {
        String name = cookie.strip().toLowerCase(Locale.ROOT);
        return name.startsWith("__host-wbx") || name.startsWith("__secure-wbx") || name.startsWith("wbx_session");
    }

    /**
     * Copies what a visitor may see.
     *
     * @param framedBy origin that may frame the site besides itself; null: the service decides
     */
    static void toVisitor(MultiMap from, @Nullable String framedBy, MultiMap to) {
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (HOP_BY_HOP.contains(name) || name.equals("server") || name.equals("x-powered-by")) {
                continue;
            }
            switch (name) {
                case "set-cookie" -> {
                    if (!reserved(header.getValue())) {
                        // A cookie for the domain would reach every other site.
                        to.add("set-cookie", DOMAIN.matcher(header.getValue()).replaceAll(""));
                    }
                }
                case "location" -> to.set("location", ownPath(header.getValue()));
                default -> to.add(header.getKey(), header.getValue());
            }
        }
        if (framedBy != null) {
            frame(framedBy, to);
        }
    }

    /** A service that builds addresses from the host it was called by. */
    private static String ownPath(String location) {
        if (!location.startsWith(UPSTREAM)) {
            return location;
        }
        String path = location.substring(UPSTREAM.length());
        return path.isEmpty() ? "/" : path.startsWith("/") && !path.startsWith("//") ? path : location;
    }

    private static void frame(String by, MultiMap to) {
        to.remove("x-frame-options");
        String ancestors = "frame-ancestors 'self' " + by;
        List<String> policies = List.copyOf(to.getAll("content-security-policy"));
        to.remove("content-security-policy");
        for (String policy : policies) {
            Matcher found = FRAME_ANCESTORS.matcher(policy);
            String rest = found.replaceAll("$1").replaceAll("^[;\\s]+|[;\\s]+$", "");
            if (!rest.isEmpty()) {
                to.add("content-security-policy", rest);
            }
        }
        to.add("content-security-policy", ancestors);
    }
}
