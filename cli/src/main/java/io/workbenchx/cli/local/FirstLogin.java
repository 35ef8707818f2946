package io.workbenchx.cli.local;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiException;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CliConfig;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The first administrator's password and key, which wait in a file of the home until a person has seen them. */
final class FirstLogin {

    private final Shell shell;
    private final LocalHome home;
    private final @Nullable JsonNode login;

    private FirstLogin(Shell shell, LocalHome home, @Nullable JsonNode login) {
        this.shell = shell;
        this.home = home;
        this.login = login;
    }

    static FirstLogin of(Shell shell, LocalHome home) {
        var file = home.firstLogin();
        try {
            return new FirstLogin(shell, home, Files.exists(file) ? Json.parse(Files.readString(file)) : null);
        } catch (IOException e) {
            throw new CommandException("Cannot read " + file + ": " + e.getMessage() + ".");
        }
    }

    /**
     * Shows them, the only time, and deletes the file; or says where it is, unless nothing waits there.
     *
     * @param watched a person reads the lines; else they may end in a log, which is no place for secrets
     */
    void tell(boolean watched, Consumer<String> line) {
        if (login == null) {
            return;
        }
        if (!watched) {
            line.accept("The password and API key of user " + Json.text(login, "user") + " are in " + home.firstLogin()
                    + ": keep them and delete it.");
            return;
        }
        line.accept("Shown only this once:");
        line.accept("  user         " + Json.text(login, "user"));
        line.accept("  password     " + Json.text(login, "password"));
        line.accept("  API key      " + Json.text(login, "apiKey"));
        try {
            Files.delete(home.firstLogin());
        } catch (IOException e) {
            throw new CommandException(
                    "Delete " + home.firstLogin() + " yourself, it cannot be done here: " + e.getMessage() + ".");
        }
    }

    /** Whose credentials wait, and where; nothing of what they are. */
    Optional<ObjectNode> json() {
        return Optional.ofNullable(login)
                .map(waiting -> Json.object()
                        .put("user", Json.text(waiting, "user"))
                        .put("file", home.firstLogin().toString()));
    }

    /**
     * Remembers where this workbench is and, when nobody is signed in to it from here, its first key. A sign-in to a workbench
     * elsewhere is left alone.
     *
     * @return whether commands now go to this workbench, signed in
     */
    boolean remember(URI url) {
        var config = CliConfig.load(shell);
        if (config.url() != null && !isLocal(Connection.parse(config.url()))) {
            return false;
        }
        var first = login == null ? null : Json.text(login, "apiKey");
        var fitting = Stream.of(config.apiKey(), first)
                .filter(Objects::nonNull)
                .filter(key -> fits(url, key))
                .findFirst();
        fitting.ifPresent(key -> {
            config.with(url.toString(), key, config.project()).save();
            storeEvidenceKey(url, key, config);
        });
        return fitting.isPresent();
    }

    private static boolean isLocal(URI url) {
        return url.getHost().equals("127.0.0.1") || url.getHost().equals("localhost");
    }

    private static boolean fits(URI url, String key) {
        try {
            return !new Api(new Connection(url, key, "")).get(ApiPath.of("me")).isEmpty();
        } catch (ApiException refused) {
            return false;
        }
    }

    /** Evidence is verified without the workbench, so its public key is fetched while there is one. */
    private static void storeEvidenceKey(URI url, String key, CliConfig config) {
        try {
            CliConfig.write(
                    config.evidenceKey(), new Api(new Connection(url, key, "")).text(ApiPath.of("evidence", "key")));
        } catch (ApiException refused) {
            // Only wbx evidence verify needs it, and asks for it by --key then.
        }
    }
}
