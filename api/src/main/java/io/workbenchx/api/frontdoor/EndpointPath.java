package io.workbenchx.api.frontdoor;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request's path, taken apart without decoding anything: no name on this port ever needs an escape, so that what has one, or any other
 * spelling of a path, is refused instead of interpreted (N2).
 *
 * @param upstream path that the replica sees
 */
record EndpointPath(String project, String endpoint, String upstream) {

    private static final Pattern PLAIN = Pattern.compile("(?:/[A-Za-z0-9._~-]+)+");
    private static final int LONGEST = 1024;
    private static final int PREFIX = 4;

    /** The path is not one: to be answered 400. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super("malformed path", null, false, false);
        }
    }

    /**
     * Null when nothing can be there.
     *
     * @param target request target as sent
     */
    static @Nullable EndpointPath of(String target) throws Malformed {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (path.equals("/")) {
            return null;
        }
        if (path.length() > LONGEST || !PLAIN.matcher(path).matches()) {
            throw new Malformed();
        }
        List<String> segments = List.of(path.substring(1).split("/"));
        if (segments.contains(".") || segments.contains("..")) {
            throw new Malformed();
        }
        boolean endpoint = segments.size() >= PREFIX
                && segments.get(0).equals("endpoints")
                && segments.get(PREFIX - 1).equals("v2");
        return endpoint
                ? new EndpointPath(
                        segments.get(1),
                        segments.get(2),
                        "/" + String.join("/", segments.subList(PREFIX - 1, segments.size())))
                : null;
    }
}
