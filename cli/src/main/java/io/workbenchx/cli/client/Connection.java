package io.workbenchx.cli.client;

import io.workbenchx.cli.shell.Shell;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Which workbench, as whom, in which project. An option wins over the environment, which wins over what {@code wbx login} remembered.
 *
 * @param apiKey null when nobody signed in with one
 * @param signIn null when nobody signed in with a browser, or a key is given
 */
public record Connection(
        URI url,
        @Nullable String apiKey,
        String project,
        @Nullable SignIn signIn) {

    /** Where a workbench on this machine listens, and the project the demo makes. */
    public static final String DEFAULT_URL = "http://127.0.0.1:8080";

    static final String DEFAULT_PROJECT = "demo";

    /** With a key, or nothing. */
    public Connection(URI url, @Nullable String apiKey, String project) {
        this(url, apiKey, project, null);
    }

    public static Connection of(Shell shell, @Nullable String urlOption, @Nullable String projectOption) {
        var config = CliConfig.load(shell);
        var url = first(urlOption, shell.variable("WBX_URL"), config.url(), DEFAULT_URL);
        var workbench = parse(url);
        var remembered = isFor(config, workbench);
        var key = firstOrNull(shell.variable("WBX_API_KEY"), remembered ? config.apiKey() : null);
        var tokens = remembered && key == null ? config.tokens() : null;
        return new Connection(
                workbench,
                key,
                first(projectOption, shell.variable("WBX_PROJECT"), config.project(), DEFAULT_PROJECT),
                tokens == null ? null : new SignIn(shell, workbench, tokens));
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

    // What is remembered belongs to the remembered workbench: it is never shown to another one.
    private static boolean isFor(CliConfig config, URI workbench) {
        return config.url() == null || parse(config.url()).equals(workbench);
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
