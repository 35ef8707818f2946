package io.workbenchx.cli.project;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx member add}. */
@Command(
        name = "add",
        description = "Let a user into the project, or give a member another role.",
        footer = {"", "Examples:", "  wbx member add ana -p churn", "  wbx member add ana -p churn --role admin"})
final class MemberAddCommand extends ProjectScopedCommand {

    /** What a member may do in the project. */
    enum Role {
        VIEWER,
        EDITOR,
        ADMIN
    }

    @Parameters(paramLabel = "USER", description = "The user's name.")
    private String user = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Role role = Role.EDITOR;

    MemberAddCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        api().put(path("members", user), Json.object().put("role", role.name()));
        answer(
                Json.object().put("project", project()).put("user", user).put("role", role.name()),
                () -> say(user + " is now " + role + " of " + project()));
        return ExitCode.OK;
    }
}
