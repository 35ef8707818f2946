package io.workbenchx.api.frontdoor;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The target of a request to a site: passed on as it came, but for a token in its query. */
final class SiteTarget {

    /** A token in a URL would win over ours, and URLs end in logs. */
    private static final Pattern TOKEN = Pattern.compile("(?<=[?&])token=[^&]*&?");

    /** Lets programs drive a Streamlit app as if they were people. */
    private static final String AGENT = "/_stcore/agent";

    private SiteTarget() {}

    /** Without a token; null for one that is no path of a site. */
    static @Nullable String upstream(String uri) {
        if (!uri.startsWith("/") || uri.indexOf('#') >= 0) {
            return null;
        }
        int query = uri.indexOf('?');
        String path = canonical(query < 0 ? uri : uri.substring(0, query));
        if (path == null || (path + "/").contains(AGENT + "/")) {
            return null;
        }
        if (query < 0 || !uri.contains("token=")) {
            return uri;
        }
        String cleaned = TOKEN.matcher(uri).replaceAll("");
        return cleaned.endsWith("?") || cleaned.endsWith("&") ? cleaned.substring(0, cleaned.length() - 1) : cleaned;
    }

    /** The path as a lenient server would read it. */
    private static @Nullable String canonical(String path) {
        if (path.indexOf('%') < 0 && path.indexOf('\\') < 0 && !path.contains("/.") && !path.contains("//")) {
            return path;
        }
        try {
            String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
            Deque<String> segments = new ArrayDeque<>();
            for (String segment : decoded.replace('\\', '/').split("/")) {
                if (segment.equals("..")) {
                    segments.pollLast();
                } else if (!segment.isEmpty() && !segment.equals(".")) {
                    segments.addLast(segment);
                }
            }
            return "/" + String.join("/", segments);
        } catch (IllegalArgumentException notPercentEncoded) {
            return null;
        }
    }
}
