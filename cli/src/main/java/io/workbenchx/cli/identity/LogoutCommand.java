package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiException;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CliConfig;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.client.UnreachableException;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.WbxCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;

/** {@code wbx logout}. */
@Command(
        description = {
            "Sign out: end a sign-in made with a browser, and forget what wbx login remembered.",
            "An API key is only forgotten here; wbx key revoke makes it worthless."
        },
        footer = {"", "Examples:", "  wbx logout"})
public final class LogoutCommand extends WbxCommand {

    LogoutCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var config = CliConfig.load(shell());
        if (config.tokens() != null && config.url() != null) {
            end(config.url());
        }
        config.signedOut().save();
        answer(
                Json.object().put("config", config.file().toString()),
                () -> say("Signed out. " + config.file() + " holds no credential any more."));
        return ExitCode.OK;
    }

    private void end(String url) {
        try {
            new Api(Connection.of(shell(), url, null)).delete(ApiPath.of("me", "sign-in"));
        } catch (ApiException | UnreachableException gone) {
            progress("The sign-in itself could not be ended (" + gone.getMessage() + "); it ends by itself.");
        }
    }
}
