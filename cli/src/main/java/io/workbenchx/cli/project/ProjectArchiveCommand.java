package io.workbenchx.cli.project;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx project archive}. */
@Command(
        name = "archive",
        description =
                "Close a project: nothing in it changes any more, and all of it can still be read and proved. Its name stays taken.",
        footer = {"", "Examples:", "  wbx project archive churn"})
final class ProjectArchiveCommand extends RemoteCommand {

    @Parameters(paramLabel = "NAME", description = "The project.")
    private String name = "";

    ProjectArchiveCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        api().post(ApiPath.of("projects", name, "archive"), Json.object());
        answer(
                Json.object().put("project", name).put("archived", true),
                () -> say(name + " is archived; wbx project restore " + name + " opens it again"));
        return ExitCode.OK;
    }
}
