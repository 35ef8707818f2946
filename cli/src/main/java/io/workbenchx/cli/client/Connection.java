package io.workbenchx.cli.client;

import io.workbenchx.cli.shell.Shell;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Which workbench, as whom, in which project. An option wins over the environment, which wins over what {@code wbx login} remembered.
 *
 * @param apiKey null when nobody signed in
 */
public record Connection(URI url, @Nullable String apiKey, String project) {

    /** Where a workbench on this machine listens, and the project the demo makes. */
    public static final String DEFAULT_URL = "http://127.0.0.1:8080";

    static final String DEFAULT_PROJECT = "demo";

    public static Connection of(Shell shell, @Nullable String urlOption, @Nullable String projectOption) {
        var config = CliConfig.load(shell);
        var url = first(urlOption, shell.variable("WBX_URL"), config.url(), DEFAULT_URL);
        return new Connection(
                parse(url),
                firstOrNull(shell.variable("WBX_API_KEY"), keyFor(config, url)),
                first(projectOption, shell.variable("WBX_PROJECT"), config.project(), DEFAULT_PROJECT));
    }

    /** A URL as a person types it, without a trailing slash. */
    public static URI parse(String url) {
        var trimmed = url.strip().replaceAll("/+$", "");
        var uri = trimmed.contains("://") ? create(trimmed) : create("http://" + trimmed);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new CommandException(
                    "\"" + url + "\" is no address of a workbench. Give one like " + DEFAULT_URL + ".");
        }
        return uri;
    }

    // The remembered key belongs to the remembered workbench: it is never shown to another one.
    private static @Nullable String keyFor(CliConfig config, String url) {
        return config.url() == null || parse(config.url()).equals(parse(url)) ? config.apiKey() : null;
    }

    private static URI create(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    "\"" + text + "\" is no address of a workbench. Give one like " + DEFAULT_URL + ".");
        }
    }

    private static String first(@Nullable String... candidates) {
        var found = firstOrNull(candidates);
        return found == null ? "" : found;
    }

    private static @Nullable String firstOrNull(@Nullable String... candidates) {
        for (var candidate : candidates) {
            if (candidate != null && !candidate.isBlank()) {
                return candidate;
            }
        }
        return null;
    }
}
