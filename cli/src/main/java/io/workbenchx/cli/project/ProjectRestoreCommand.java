package io.workbenchx.cli.project;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx project restore}. */
@Command(
        name = "restore",
        description = "Open an archived project again, as it was.",
        footer = {"", "Examples:", "  wbx project restore churn"})
final class ProjectRestoreCommand extends RemoteCommand {

    @Parameters(paramLabel = "NAME", description = "The project.")
    private String name = "";

    ProjectRestoreCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        api().post(ApiPath.of("projects", name, "restore"), Json.object());
        answer(Json.object().put("project", name).put("archived", false), () -> say(name + " is open again"));
        return ExitCode.OK;
    }
}
