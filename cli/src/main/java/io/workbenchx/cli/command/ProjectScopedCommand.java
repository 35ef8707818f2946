package io.workbenchx.cli.command;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command about things inside one project. */
public abstract class ProjectScopedCommand extends RemoteCommand {

    @Option(
            names = {"-p", "--project"},
            paramLabel = "NAME",
            description = "The project (default: $WBX_PROJECT, else what wbx login stored, else demo).")
    private @Nullable String project;

    protected ProjectScopedCommand(Shell shell) {
        super(shell);
    }

    @Override
    protected Connection connection() {
        return Connection.of(shell(), urlOption(), project);
    }

    protected String project() {
        return connection().project();
    }

    /** A path inside the project. */
    protected ApiPath path(String... segments) {
        return ApiPath.project(project(), segments);
    }
}
