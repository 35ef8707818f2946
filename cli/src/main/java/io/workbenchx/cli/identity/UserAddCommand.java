package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx user add}. */
@Command(
        name = "add",
        description = {
            "Add a user and show the first API key, once. Administrators may.",
            "What the user sees is decided by membership of projects: wbx member add."
        },
        footer = {"", "Examples:", "  wbx user add ana --role engineer", "  wbx user add ci --role service --json"})
final class UserAddCommand extends RemoteCommand {

    /** What a user may do in the workbench as a whole. */
    enum Role {
        VIEWER,
        ENGINEER,
        ADMIN,
        SERVICE
    }

    @Parameters(paramLabel = "NAME", description = "What to call the user.")
    private String name = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description =
                    "${COMPLETION-CANDIDATES}; a service is an engineer without a browser (default: ${DEFAULT-VALUE}).")
    private Role role = Role.ENGINEER;

    UserAddCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var user =
                api().post(ApiPath.of("users"), Json.object().put("name", name).put("role", role.name()));
        answer(user, () -> {
            say("user " + Json.text(user, "user") + "  " + Json.text(user, "role"));
            say("API key " + Json.text(user, "apiKey") + "  (shown only this once)");
            say("sign in with it: wbx login --url " + connection().url());
        });
        return ExitCode.OK;
    }
}
