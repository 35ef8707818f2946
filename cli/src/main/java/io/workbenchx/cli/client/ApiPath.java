package io.workbenchx.cli.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path below {@code /api/v1}, built from names that are encoded, never pasted. */
public record ApiPath(String text) {

    /** The path of these segments. */
    public static ApiPath of(String... segments) {
        var text = new StringBuilder("/api/v1");
        for (var segment : segments) {
            text.append('/').append(encode(segment));
        }
        return new ApiPath(text.toString());
    }

    /** A path inside a project. */
    public static ApiPath project(String project, String... segments) {
        return of("projects", project).then(segments);
    }

    public ApiPath then(String... segments) {
        var longer = new StringBuilder(text);
        for (var segment : segments) {
            longer.append('/').append(encode(segment));
        }
        return new ApiPath(longer.toString());
    }

    /** Several segments given as one path with slashes, as the files of a template are. */
    public ApiPath below(String relativePath) {
        return then(relativePath.split("/"));
    }

    /** Adds a query parameter, unless its value is missing. */
    public ApiPath query(String name, @Nullable Object value) {
        if (value == null || value.toString().isEmpty()) {
            return this;
        }
        return new ApiPath(text + (text.contains("?") ? "&" : "?") + name + "=" + encode(value.toString()));
    }

    private static String encode(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            throw new CommandException("\"" + segment + "\" cannot be the name of anything in the workbench.");
        }
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
