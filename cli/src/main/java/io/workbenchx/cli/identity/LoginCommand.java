package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiException;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CliConfig;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.command.WbxCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wbx login}: remembers where the workbench is and who is asking. */
@Command(
        description = {
            "Sign in to a workbench, with a browser or an API key, and remember it (in a file only you can read).",
            "At a terminal a browser is opened, unless --key or WBX_API_KEY gives a key; elsewhere the key is read from standard input.",
            "Arguments are visible to other users of this machine: --key - reads the key."
        },
        footer = {
            "",
            "Examples:",
            "  wbx login --url https://workbench.example",
            "  wbx login --url https://workbench.example --no-browser",
            "  wbx login --url https://workbench.example --key - < key.txt",
            "  WBX_API_KEY=wbx_… wbx login --url http://127.0.0.1:8080 --project demo"
        })
public final class LoginCommand extends WbxCommand {

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The workbench (default: $WBX_URL, else " + Connection.DEFAULT_URL + ").")
    private @Nullable String url;

    @Option(names = "--key", paramLabel = "KEY", description = "The API key, or - to read it from standard input.")
    private @Nullable String key;

    @Option(
            names = "--browser",
            negatable = true,
            description = "Sign in with a browser; --no-browser only prints the address to open.")
    private @Nullable Boolean browser;

    @Option(
            names = {"-p", "--project"},
            paramLabel = "NAME",
            description = "The project commands are about when they name none.")
    private @Nullable String project;

    LoginCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var config = CliConfig.load(shell());
        var target = Connection.of(shell(), url, project);
        var address = target.url().toString();
        var chosen = project == null ? config.project() : project;
        Api api;
        CliConfig remembered;
        if (withBrowser()) {
            var tokens = new BrowserLogin(shell(), target.url()).run(!Boolean.FALSE.equals(browser));
            api = new Api(new Connection(target.url(), tokens.accessToken(), target.project()));
            remembered = config.signedIn(address, tokens, chosen);
        } else {
            var apiKey = key();
            api = new Api(new Connection(target.url(), apiKey, target.project()));
            remembered = config.with(address, apiKey, chosen);
        }
        var me = api.get(ApiPath.of("me"));
        remembered.save();
        boolean evidenceKey = storeEvidenceKey(api, config);
        var answer = Json.object()
                .put("url", address)
                .put("name", Json.text(me, "name"))
                .put("role", Json.text(me, "role"))
                .put("config", config.file().toString());
        if (evidenceKey) {
            answer.put("evidenceKey", config.evidenceKey().toString());
        }
        answer(
                answer,
                () -> say("Signed in to " + target.url() + " as " + Json.text(me, "name") + " (" + Json.text(me, "role")
                        + "). Remembered in " + config.file()));
        return ExitCode.OK;
    }

    /** Evidence is to be verified without the workbench, so its public key is fetched while there is one. */
    private boolean storeEvidenceKey(Api api, CliConfig config) {
        try {
            CliConfig.write(config.evidenceKey(), api.text(ApiPath.of("evidence", "key")));
            return true;
        } catch (ApiException refused) {
            progress("The public evidence key could not be fetched (" + refused.getMessage()
                    + "): wbx evidence verify will need --key.");
            return false;
        }
    }

    private boolean withBrowser() {
        return browser != null || (key == null && shell().variable("WBX_API_KEY") == null && shell().terminal());
    }

    private String key() {
        var given = key == null ? shell().variable("WBX_API_KEY") : key;
        var text = given == null || given.equals("-") ? read() : given;
        if (text == null || text.isBlank()) {
            throw new UsageException("No API key: give --key KEY, or --key - and the key on standard input.");
        }
        return text.strip();
    }

    private @Nullable String read() {
        if (shell().terminal() && System.console() != null && "-".equals(key)) {
            var typed = System.console().readPassword("API key: ");
            return typed == null ? null : new String(typed);
        }
        try {
            return new BufferedReader(new InputStreamReader(shell().in(), StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new UsageException("The API key cannot be read from standard input: " + e.getMessage());
        }
    }
}
