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
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Signs the person who started a workbench in to it. */
final class FirstLogin {

    private final Shell shell;

    FirstLogin(Shell shell) {
        this.shell = shell;
    }

    /** Takes the credentials of the first start away from the home; empty at every later start. */
    Optional<JsonNode> take(LocalHome home) {
        var file = home.firstLogin();
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            var login = Json.parse(Files.readString(file));
            Files.delete(file);
            return Optional.of(login);
        } catch (IOException e) {
            throw new CommandException("Cannot read " + file + ": " + e.getMessage() + ".");
        }
    }

    /**
     * Remembers where this workbench is and, when it is new, its key. A sign-in to a workbench elsewhere is left alone.
     *
     * @return whether commands now go to this workbench, signed in
     */
    boolean remember(URI url, Optional<JsonNode> login) {
        var config = CliConfig.load(shell);
        if (config.url() != null && !isLocal(Connection.parse(config.url()))) {
            return false;
        }
        var key = login.map(created -> Json.text(created, "apiKey")).orElse(config.apiKey());
        if (key == null || !fits(url, key)) {
            return false;
        }
        config.with(url.toString(), key, config.project()).save();
        storeEvidenceKey(url, key, config);
        return true;
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
