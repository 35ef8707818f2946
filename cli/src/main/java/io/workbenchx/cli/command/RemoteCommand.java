package io.workbenchx.cli.command;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that asks the workbench. */
public abstract class RemoteCommand extends WbxCommand {

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The workbench (default: $WBX_URL, else what wbx login stored).")
    private @Nullable String url;

    private @Nullable Api api;

    protected RemoteCommand(Shell shell) {
        super(shell);
    }

    protected Connection connection() {
        return Connection.of(shell(), url, null);
    }

    protected @Nullable String urlOption() {
        return url;
    }

    protected Api api() {
        if (api == null) {
            api = new Api(connection());
        }
        return api;
    }
}
